using System.Text.Json.Nodes;

namespace AspireStreaming.Tests.Support;

/// <summary>Messages: named events, with a <c>ping</c> in between.</summary>
internal sealed class AnthropicWire : IModelWire
{
    public JsonObject Error(string type, string? code, string message) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = type, ["message"] = message },
        ["request_id"] = "req_1",
    };

    public JsonObject Whole(string model, string text, string finish)
    {
        var message = Message(model);
        message["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text });
        message["stop_reason"] = Reason(finish);
        message["usage"]!["output_tokens"] = 5;
        return message;
    }

    public IEnumerable<string> Begin(string model) =>
    [
        Event("message_start", new JsonObject { ["message"] = Message(model) }),
        Event("content_block_start", new JsonObject { ["index"] = 0, ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" } }),
        Event("ping", []),
    ];

    public string Token(string text) =>
        Event("content_block_delta", new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = text } });

    public IEnumerable<string> End(string finish) =>
    [
        Event("content_block_stop", new JsonObject { ["index"] = 0 }),
        Event("message_delta", new JsonObject
        {
            ["delta"] = new JsonObject { ["stop_reason"] = Reason(finish), ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = 5 },
        }),
        Event("message_stop", []),
    ];

    public string StreamedError(string type, string message) => $"event: error\ndata: {Error(type, null, message).ToJsonString()}\n\n";

    private static string Reason(string finish) => finish switch { "length" => "max_tokens", "stop" => "end_turn", _ => finish };

    private static JsonObject Message(string model) => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = new JsonArray(),
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject { ["input_tokens"] = 10, ["output_tokens"] = 1 },
    };

    private static string Event(string type, JsonObject data)
    {
        data.Insert(0, "type", type);
        return $"event: {type}\ndata: {data.ToJsonString()}\n\n";
    }
}
