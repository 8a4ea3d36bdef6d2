using System.Text.Json;

namespace AspireStreaming.Streaming.Events;

/// <param name="Code">Stable and snake_case, for programs.</param>
/// <param name="Message">For people.</param>
/// <param name="Retryable">Whether the same request can succeed later.</param>
public sealed record JobErrorEvent(
    string Code,
    string Message,
    JsonElement? Details = null,
    bool Retryable = false) : EventPayload
{
    protected override string TypeName => EventTypes.JobError;
}
