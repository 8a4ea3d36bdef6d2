using System.Text.Json.Nodes;

namespace AspireStreaming.Edge.Protocols.A2a;

/// <summary>The message of a request: its data parts are the pipeline's input, its text the main text.</summary>
/// <param name="Id">The client's name of it: two requests with the same one are one task.</param>
/// <param name="ContextId">The client's name of the conversation; null for a new one.</param>
internal sealed record A2aMessage(string Id, string? ContextId, JsonObject Json, JsonObject Data, string? Text)
{
    /// <exception cref="A2aException">It is for another task, or has other parts.</exception>
    /// <exception cref="BadFieldException">A member is not what it must be.</exception>
    public static A2aMessage Read(JsonObject parameters)
    {
        var message = parameters["message"] as JsonObject ?? throw new BadFieldException("message", "must be a message");
        string id = ProtocolRequest.Name(message, "messageId") ?? throw new BadFieldException("messageId", "must name the message");
        var data = new JsonObject();
        var texts = new List<string>();
        foreach (var part in ProtocolRequest.Messages((JsonObject)message.DeepClone(), "parts").OfType<JsonObject>())
        {
            if (part["text"] is JsonValue value && value.TryGetValue(out string? text))
            {
                texts.Add(text);
            }
            else if (part["data"] is JsonObject members)
            {
                members.ToList().ForEach(member => data[member.Key] = member.Value?.DeepClone());
            }
            else
            {
                throw A2aException.ContentTypeNotSupported();
            }
        }

        return new A2aMessage(id, NameOrNull(message, "contextId"), message, data, texts.Count == 0 ? null : string.Join('\n', texts));
    }

    /// <summary>A name that clients leave empty when they have none.</summary>
    public static string? NameOrNull(JsonObject json, string member) =>
        json[member] is JsonValue value && value.TryGetValue(out string? text) && text.Length == 0 ? null : ProtocolRequest.Name(json, member);
}
