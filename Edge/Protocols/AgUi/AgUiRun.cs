using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireStreaming.Edge.Protocols.AgUi;

/// <summary>What the client calls the run, and the messages of its thread when the run began.</summary>
/// <param name="Messages">As the client sent them: an array.</param>
/// <param name="Protocol">The <c>protocolVersion</c> of the client; null before 1.0, which has none.</param>
internal sealed record AgUiRun(string ThreadId, string RunId, JsonElement Messages, string? Protocol = null)
{
    private const string ProtocolMember = "protocolVersion";

    /// <summary>Clients before 1.0 refuse the outcome <c>cancelled</c>, and the end with it.</summary>
    public bool KnowsCancelled => Protocol is not null;

    /// <summary>The run of a job that was started in another way.</summary>
    public static AgUiRun Of(Guid jobId) => new($"{jobId:D}", $"{jobId:D}", JsonSerializer.SerializeToElement(new JsonArray()));

    /// <summary>As it is kept with the job.</summary>
    public JsonObject ToJson() => new()
    {
        ["threadId"] = ThreadId,
        ["runId"] = RunId,
        ["messages"] = JsonArray.Create(Messages),
        [ProtocolMember] = Protocol,
    };

    public static AgUiRun? Read(JsonElement client) =>
        client.TryGetProperty("threadId", out var thread) && client.TryGetProperty("runId", out var run) && client.TryGetProperty("messages", out var messages)
            ? new AgUiRun(
                thread.GetString()!, run.GetString()!, messages, client.TryGetProperty(ProtocolMember, out var protocol) ? protocol.GetString() : null)
            : null;
}
