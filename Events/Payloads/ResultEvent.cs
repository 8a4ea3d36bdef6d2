using System.Text.Json;

namespace AspireStreaming.Streaming.Events;

/// <param name="Key">The file or item that it is the result of; the same key again replaces it.</param>
/// <param name="Data">The pipeline's own object.</param>
public sealed record ResultEvent(string Key, JsonElement Data) : EventPayload
{
    protected override string TypeName => EventTypes.Result;
}
