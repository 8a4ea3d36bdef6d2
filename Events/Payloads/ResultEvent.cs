using System.Text.Json;

namespace AspireStreaming.Streaming.Events;

/// <param name="Key">The file or item of this result; a second event with the same key replaces the result.</param>
/// <param name="Data">The pipeline's own object.</param>
public sealed record ResultEvent(string Key, JsonElement Data) : EventPayload
{
    protected override string TypeName => EventTypes.Result;
}
