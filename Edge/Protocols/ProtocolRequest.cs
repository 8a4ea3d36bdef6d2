using System.Text.Json.Nodes;
using AspireStreaming.Edge.Jobs;

namespace AspireStreaming.Edge.Protocols;

/// <summary>Reads the JSON requests of protocols, whose members are those of other people: what is wrong is named.</summary>
internal static class ProtocolRequest
{
    /// <exception cref="BadHttpRequestException">The body is not a JSON object, or too large.</exception>
    public static async Task<JsonObject> ReadAsync(HttpContext http, ApiOptions options)
    {
        if (!http.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("must be application/json, as the Content-Type header says", StatusCodes.Status415UnsupportedMediaType);
        }

        return (await JobRequest.ReadAsync(http, options)).Members;
    }

    /// <summary>A text that names something; null when it is absent or null.</summary>
    /// <exception cref="BadFieldException">It is something else.</exception>
    public static string? Name(JsonObject request, string member)
    {
        if (!request.TryGetPropertyValue(member, out var value) || value is null)
        {
            return null;
        }

        return value is JsonValue text && text.TryGetValue(out string? name) && ProtocolJobs.IsName(name)
            ? name
            : throw new BadFieldException(member, $"must be a text of 1 to {ProtocolJobs.MostNameCharacters} characters without control characters");
    }

    /// <summary>An object; empty when it is absent or null.</summary>
    /// <exception cref="BadFieldException">It is something else.</exception>
    public static JsonObject Object(JsonObject request, string member)
    {
        request.Remove(member, out var value);
        return value switch
        {
            null => [],
            JsonObject members => members,
            _ => throw new BadFieldException(member, "must be an object"),
        };
    }

    /// <summary>The messages of a chat, as the client sent them.</summary>
    /// <exception cref="BadFieldException">It is something else than an array of objects.</exception>
    public static JsonArray Messages(JsonObject request, string member)
    {
        request.Remove(member, out var value);
        return value is null ? []
            : value is JsonArray messages && messages.All(message => message is JsonObject) ? messages
            : throw new BadFieldException(member, "must be an array of messages");
    }

    /// <summary>The text of the user's last message: its <c>content</c>, or its parts (in <c>parts</c> or <c>content</c>) that have text. Null for none.</summary>
    public static string? LastText(JsonArray messages)
    {
        var last = messages.OfType<JsonObject>().LastOrDefault(message => Text(message["role"]) == "user");
        if (last is null)
        {
            return null;
        }

        string text = Text(last["content"]) ?? string.Join(
            "\n", ((last["parts"] ?? last["content"]) as JsonArray ?? []).OfType<JsonObject>().Select(part => Text(part["text"]) ?? Text(part["content"])).OfType<string>());
        return text.Length > 0 ? text : null;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
