using AspireStreaming.Streaming;
using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>Routes by the words of the request: a command creates items, any other request is a question.</summary>
internal sealed class BuiltinRouter : IBacklogRouter
{
    private const int MostTargets = 20;

    public Task<RoutingDecision> RouteAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var request = RequestReader.Read(task.Query, task.Language);
        var targets = Targets(task, request);
        var agents = Agents(request);
        return Task.FromResult(new RoutingDecision(Thought(task, request, agents, targets), agents, [.. targets.Select(t => t.Id)]));
    }

    private static IReadOnlyList<AgentKind> Agents(ParsedRequest request)
    {
        if (!request.Creates)
        {
            return [AgentKind.Question];
        }

        var kinds = request.Kinds;
        if (kinds.Count == 0)
        {
            kinds = request.Stories.Count > 0 && request.Topics.Count == 0 ? [BacklogItemType.Story] : [BacklogItemType.Epic];
        }

        // An epic alone is no usable backlog: the agents add its stories and their tests, unless the request wants the epic alone.
        if (kinds.Contains(BacklogItemType.Epic) && !request.Alone)
        {
            kinds = [BacklogItemType.Epic, BacklogItemType.Story, BacklogItemType.TestCase];
        }

        return [.. kinds.Select(Agent)];
    }

    /// <summary>The items that the context names, and the items that the request names by title or id.</summary>
    private static List<BacklogItem> Targets(AgentTask task, ParsedRequest request)
    {
        var named = task.Context.Select(c => c.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var words = Words.Stems(task.Query);
        var creates = request.Kinds.Count > 0 ? request.Kinds[0] : BacklogItemType.Epic;
        return [.. task.Backlog
            .Select(i => (Item: i, Stems: Words.Stems(i.Title)))
            .Where(i => named.Contains(i.Item.Id.ToString("D"))
                || task.Query.Contains(i.Item.Id.ToString("D"), StringComparison.OrdinalIgnoreCase)
                || (request.Creates && i.Item.Type < creates && i.Stems.Count > 0 && i.Stems.IsSubsetOf(words)))
            .OrderByDescending(i => i.Stems.Count)
            .Select(i => i.Item)
            .Take(MostTargets)];
    }

    private static string Thought(AgentTask task, ParsedRequest request, IReadOnlyList<AgentKind> agents, List<BacklogItem> targets)
    {
        bool french = task.InFrench;
        string about = request.Topics.Count > 0 ? request.Topics[0].Subject : targets.Count > 0 ? targets[0].Title : "";
        string subject = about.Length == 0 ? "" : french ? $" sur « {about} »" : $" about \"{about}\"";
        return agents[0] switch
        {
            AgentKind.Epic when agents.Count > 1 => french
                ? $"La demande{subject} est un objectif large : une epic, ses user stories et leurs cas de test."
                : $"The request{subject} is a large goal: an epic, its user stories and their test cases.",
            AgentKind.Epic => french ? $"La demande{subject} veut une epic seule." : $"The request{subject} wants an epic alone.",
            AgentKind.Story => french ? $"La demande{subject} veut des user stories." : $"The request{subject} wants user stories.",
            AgentKind.TestCase => french ? $"La demande{subject} veut des cas de test." : $"The request{subject} wants test cases.",
            _ => french
                ? $"La demande est une question : la réponse vient du backlog ({task.Backlog.Count} éléments) et du contexte ({task.Context.Count})."
                : $"The request is a question: the answer comes from the backlog ({task.Backlog.Count} items) and the context ({task.Context.Count}).",
        };
    }

    private static AgentKind Agent(BacklogItemType type) => type switch
    {
        BacklogItemType.Epic => AgentKind.Epic,
        BacklogItemType.Story => AgentKind.Story,
        _ => AgentKind.TestCase,
    };
}
