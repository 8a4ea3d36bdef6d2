using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AspireStreaming.Edge.Protocols.AiSdk;

/// <summary>A request of a chat: the message that is answered names the run, so that a repeated request joins it.</summary>
/// <param name="RunId">Null for a request without a name: it is always a new job.</param>
internal sealed record ChatRun(string ChatId, string? RunId, JsonObject Data, string? Text)
{
    private const string Regenerate = "regenerate-message";

    /// <summary>Reads <c>{"id","messages","trigger","messageId",…}</c>; the other members are the pipeline's input.</summary>
    /// <exception cref="BadFieldException">A member is not what it must be.</exception>
    public static ChatRun Read(JsonObject request)
    {
        string? chatId = ProtocolRequest.Name(request, "id");
        string trigger = ProtocolRequest.Name(request, "trigger") ?? "submit-message";
        string? messageId = ProtocolRequest.Name(request, "messageId");
        var messages = ProtocolRequest.Messages(request, "messages");
        foreach (string member in (string[])["id", "trigger", "messageId"])
        {
            request.Remove(member);
        }

        string? text = ProtocolRequest.LastText(messages);
        string? asked = messages.OfType<JsonObject>().LastOrDefault(message => (message["role"] as JsonValue)?.ToString() == "user") is { } last
            ? ProtocolRequest.Name(last, "id")
            : null;

        // An edited message keeps its id, and each answer can be generated again: what is asked and which answer is replaced are part of the name.
        string? runId = chatId is null || asked is null || (trigger == Regenerate && messageId is null)
            ? null
            : $"{chatId}/{asked}/{Hash($"{trigger}\n{(trigger == Regenerate ? messageId : "")}\n{text}\n{request.ToJsonString()}")}";
        return new ChatRun(chatId ?? $"{Guid.NewGuid():D}", runId, request, text);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
