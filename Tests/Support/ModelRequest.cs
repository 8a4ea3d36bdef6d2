using System.Text.Json;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Support;

/// <summary>A received request, with the parts that both formats have.</summary>
public sealed record ModelRequest(AiProvider Format, IReadOnlyDictionary<string, string> Headers, JsonElement Body)
{
    public bool Streamed => Body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
    public string Model => Body.GetProperty("model").GetString()!;

    public string? Key => Headers.GetValueOrDefault("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal);

    public string System => Format == AiProvider.Anthropic
        ? Body.TryGetProperty("system", out var system) ? TextOf(system) : ""
        : string.Join('\n', Messages("system"));

    /// <summary>The user's messages, first to last.</summary>
    public IReadOnlyList<string> User => Messages("user");
    public IReadOnlyList<string> Assistant => Messages("assistant");

    /// <summary>The JSON schema that the answer has to match, or null.</summary>
    public JsonElement? Schema
    {
        get
        {
            var path = Format == AiProvider.Anthropic
                ? new[] { "output_config", "format", "schema" }
                : ["response_format", "json_schema", "schema"];
            var element = Body;
            foreach (var name in path)
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                    return null;
            }
            return element;
        }
    }

    private List<string> Messages(string role) =>
    [
        .. Body.GetProperty("messages").EnumerateArray()
            .Where(message => message.GetProperty("role").GetString() == role)
            .Select(message => TextOf(message.GetProperty("content"))),
    ];

    private static string TextOf(JsonElement content) => content.ValueKind == JsonValueKind.String
        ? content.GetString()!
        : string.Join('\n', content.EnumerateArray().Select(part => part.GetProperty("text").GetString()));
}
