using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>The input of the workflow.</summary>
/// <param name="SessionId">The client's session; by default the job's id.</param>
public sealed record AgentWorkflowRequest(string ProjectId, string Query, IReadOnlyList<ContextItem>? Context = null, string? SessionId = null);

/// <summary>A reference of the request: an item of the backlog by its id, or a document with its text in any of its members.</summary>
public sealed record ContextItem(string Type, string Id)
{
    [JsonExtensionData]
    [JsonPropertyName("$more")] // a name that no client's member has
    public Dictionary<string, JsonElement>? More { get; set; } // not init: the generated reader would treat it as a parameter

    /// <summary>All text of the members. A method, because even an ignored property would hide a member with its name, such as "text".</summary>
    public string AllText() => More is null ? "" : string.Join('\n', More.Values.SelectMany(Strings));

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Strings(p.Value)),
        _ => [],
    };
}
