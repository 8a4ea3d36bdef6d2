using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireStreaming.Edge.Protocols.AgUi;

/// <summary>What the client calls the run, and the messages of its thread when the run began.</summary>
/// <param name="Messages">As the client sent them: an array.</param>
internal sealed record AgUiRun(string ThreadId, string RunId, JsonElement Messages)
{
    /// <summary>The run of a job that was started in another way.</summary>
    public static AgUiRun Of(Guid jobId) => new($"{jobId:D}", $"{jobId:D}", JsonSerializer.SerializeToElement(new JsonArray()));

    /// <summary>As it is kept with the job.</summary>
    public JsonObject ToJson() => new() { ["threadId"] = ThreadId, ["runId"] = RunId, ["messages"] = JsonArray.Create(Messages) };

    public static AgUiRun? Read(JsonElement client) =>
        client.TryGetProperty("threadId", out var thread) && client.TryGetProperty("runId", out var run) && client.TryGetProperty("messages", out var messages)
            ? new AgUiRun(thread.GetString()!, run.GetString()!, messages)
            : null;
}
