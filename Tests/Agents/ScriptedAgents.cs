using System.Text.Json;
using System.Text.RegularExpressions;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Agents;

/// <summary>What the scripted model answers as one of the agents of seed 3.</summary>
internal static partial class ScriptedAgents
{
    /// <summary>The agent whose prompt is in the request.</summary>
    public static string AgentOf(ModelRequest request) =>
        request.System.Contains("which agent a request goes to", StringComparison.Ordinal) ? "router"
        : request.System.Contains("into epics", StringComparison.Ordinal) ? "epic"
        : request.System.Contains("writes user stories", StringComparison.Ordinal) ? "story"
        : request.System.Contains("writes test cases", StringComparison.Ordinal) ? "test_case"
        : "question";

    /// <summary>An answer of that agent that is valid for any request.</summary>
    public static ModelReply Answer(ModelRequest request, string agents = "\"epic\",\"story\",\"test_case\"")
    {
        string user = string.Join('\n', request.User);
        string Id(string type) => Listed().Matches(user).FirstOrDefault(m => m.Groups["type"].Value == type)?.Groups["id"].Value ?? "none";
        return ModelReply.Text(AgentOf(request) switch
        {
            "router" => $$"""{"thought":"Une epic d'abord.","agents":[{{agents}}],"target_ids":["11111111-2222-3333-4444-555555555555","nonsense"]}""",
            "epic" => """{"epics":[{"title":"Paiements","description":"Encaisser.","acceptance_criteria":["Un reçu part."]}]}""",
            "story" => $$"""{"stories":[{"title":"Payer","description":"En tant que client, je veux payer afin de finir.","acceptance_criteria":["Débit unique"],"epic_id":{{JsonSerializer.Serialize(Id("epic"))}},"points":3},{"title":"Relancer","description":"x","acceptance_criteria":[],"epic_id":"11111111-2222-3333-4444-555555555555","points":5}]}""",
            "test_case" => $$"""{"test_cases":[{"title":"Débit","story_id":{{JsonSerializer.Serialize(Id("story"))}},"steps":["Payer"],"expected":"Un débit"}]}""",
            _ => "Une réponse.",
        });
    }

    [GeneratedRegex(@"\[(?<id>[0-9a-f-]{36})\] (?<type>\w+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listed();
}
