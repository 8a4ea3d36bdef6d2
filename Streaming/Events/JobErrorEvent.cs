using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Events;

/// <param name="Code">Stable and snake_case, for programs.</param>
/// <param name="Message">For people.</param>
/// <param name="Retryable">Whether trying again as it is may help.</param>
public sealed record JobErrorEvent(
    string Code,
    string Message,
    JsonElement? Details = null,
    bool Retryable = false) : EventPayload
{
    [JsonIgnore]
    public override string Type => EventTypes.JobError;
}
