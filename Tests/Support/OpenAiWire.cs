using System.Text.Json.Nodes;

namespace AspireStreaming.Tests.Support;

/// <summary>Chat Completions: unnamed <c>data:</c> frames and <c>[DONE]</c>.</summary>
internal sealed class OpenAiWire : IModelWire
{
    /// <summary>A streamed answer that says something and then calls a tool.</summary>
    /// <param name="id">The id of the call.</param>
    /// <param name="arguments">A JSON object.</param>
    public static ModelReply ToolCall(string text, string id, string tool, string arguments) => new()
    {
        Raw = ("text/event-stream", string.Concat(
            Chunk(new JsonObject { ["role"] = "assistant", ["content"] = text }, null),
            Chunk(
                new JsonObject
                {
                    ["tool_calls"] = new JsonArray(new JsonObject
                    {
                        ["index"] = 0,
                        ["id"] = id,
                        ["type"] = "function",
                        ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = arguments },
                    }),
                },
                null),
            Chunk([], "tool_calls"),
            UsageChunk,
            "data: [DONE]\n\n")),
    };

    public JsonObject Error(string type, string? code, string message) => new()
    {
        ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = code },
    };

    public JsonObject Whole(string model, string text, string finish) => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 1700000000,
        ["model"] = model,
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["finish_reason"] = Reason(finish),
            ["logprobs"] = null,
            ["message"] = finish == "refusal"
                ? new JsonObject { ["role"] = "assistant", ["content"] = null, ["refusal"] = text }
                : new JsonObject { ["role"] = "assistant", ["content"] = text, ["refusal"] = null },
        }),
        ["usage"] = Usage(),
    };

    public IEnumerable<string> Begin(string model) => [Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null)];

    public string Token(string text) => Chunk(new JsonObject { ["content"] = text }, null);

    public IEnumerable<string> End(string finish) => finish == "refusal"
        ? [Chunk(new JsonObject { ["refusal"] = "I can't help with that." }, null), Chunk([], "stop"), UsageChunk, "data: [DONE]\n\n"]
        : [Chunk([], Reason(finish)), UsageChunk, "data: [DONE]\n\n"];

    public string StreamedError(string type, string message) => $"data: {Error(type, null, message).ToJsonString()}\n\n";

    /// <summary>The last chunk, which <c>stream_options.include_usage</c> asks for.</summary>
    private static string UsageChunk => Frame([], Usage());

    private static JsonObject Usage() => new() { ["prompt_tokens"] = 10, ["completion_tokens"] = 5, ["total_tokens"] = 15 };

    private static string Reason(string finish) => finish == "refusal" ? "stop" : finish;

    private static string Chunk(JsonObject delta, string? finish) =>
        Frame([new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish }], null);

    private static string Frame(JsonArray choices, JsonObject? usage)
    {
        var chunk = new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion.chunk",
            ["created"] = 1700000000,
            ["model"] = "scripted-model",
            ["choices"] = choices,
            ["usage"] = usage,
        };
        return $"data: {chunk.ToJsonString()}\n\n";
    }
}
