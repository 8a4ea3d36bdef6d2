using AspireStreaming.Streaming;
using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>The messages of the workflow about its progress, in the request's language.</summary>
internal sealed class WorkflowPhrases(bool french)
{
    public string Started => french ? "Analyse de la demande." : "Looking at the request.";

    public string Decision(IReadOnlyList<AgentKind> agents) =>
        (french ? "Agents choisis : " : "Agents chosen: ") + string.Join(", ", agents.Select(Agent)) + ".";

    public string AgentStarted(AgentKind agent) => french ? $"L'agent {Agent(agent)} commence." : $"The {Agent(agent)} agent begins.";

    public string Drafting(AgentKind agent, int items) => agent == AgentKind.Question
        ? french ? "Réponse rédigée." : "The answer is written."
        : french ? $"Rédaction terminée : {Count(items, agent)}." : $"Drafted: {Count(items, agent)}.";

    public string Item(BacklogItem item) => $"{Type(item.Type)}{(french ? " : " : ": ")}{item.Title}";

    public string AgentCompleted(AgentKind agent, int items) => agent == AgentKind.Question
        ? french ? "La question a sa réponse." : "The question is answered."
        : items == 0
            ? french ? "Rien à ajouter : le backlog le contient déjà." : "Nothing to add: the backlog has it already."
            : french ? $"L'agent {Agent(agent)} a terminé : {Count(items, agent)}." : $"The {Agent(agent)} agent is done: {Count(items, agent)}.";

    public string Stored(int items) => french ? $"{items} éléments enregistrés dans le backlog." : $"{items} items stored in the backlog.";

    public string Result(IReadOnlyList<BacklogItem> items)
    {
        if (items.Count == 0)
        {
            return french ? "Rien à créer : le backlog contient déjà ce qui est demandé." : "Nothing to create: the backlog has it already.";
        }

        var parts = items.GroupBy(i => i.Type).OrderBy(g => g.Key).Select(g => Count(g.Count(), Agent(g.Key)));
        string first = items[0].Title;
        return french ? $"Créé : {string.Join(", ", parts)}. « {first} »" : $"Created: {string.Join(", ", parts)}. \"{first}\"";
    }

    public static string AgentName(AgentKind agent) => agent switch
    {
        AgentKind.Epic => "epic_agent",
        AgentKind.Story => "story_agent",
        AgentKind.TestCase => "test_case_agent",
        _ => "question_agent",
    };

    private static AgentKind Agent(BacklogItemType type) => type switch
    {
        BacklogItemType.Epic => AgentKind.Epic,
        BacklogItemType.Story => AgentKind.Story,
        _ => AgentKind.TestCase,
    };

    private string Agent(AgentKind agent) => agent switch
    {
        AgentKind.Epic => "epic",
        AgentKind.Story => "user story",
        AgentKind.TestCase => french ? "cas de test" : "test case",
        _ => "question",
    };

    private string Type(BacklogItemType type) => type switch
    {
        BacklogItemType.Epic => "Epic",
        BacklogItemType.Story => "User story",
        _ => french ? "Cas de test" : "Test case",
    };

    private string Count(int items, AgentKind agent) => agent switch
    {
        AgentKind.Epic => items == 1 ? "1 epic" : $"{items} epics",
        AgentKind.Story => items == 1 ? "1 user story" : $"{items} user stories",
        _ => french ? $"{items} cas de test" : items == 1 ? "1 test case" : $"{items} test cases",
    };
}
