using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireStreaming.Edge.Protocols.A2a;

/// <summary>What the client calls the conversation, and the message that began the task.</summary>
/// <param name="Message">As the client sent it; undefined for a job that was started in another way.</param>
internal sealed record A2aRun(string ContextId, JsonElement Message)
{
    private const string ContextMember = "contextId";
    private const string MessageMember = "message";

    public static A2aRun Of(ProtocolJob job) =>
        job.Client.TryGetProperty(ContextMember, out var context) && job.Client.TryGetProperty(MessageMember, out var message)
            ? new A2aRun(context.GetString()!, message)
            : new A2aRun($"{job.Id:D}", default);

    /// <summary>As it is kept with the job.</summary>
    public static JsonObject ToJson(string contextId, JsonObject message) => new() { [ContextMember] = contextId, [MessageMember] = message.DeepClone() };
}
