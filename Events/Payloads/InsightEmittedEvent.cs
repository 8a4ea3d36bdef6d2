using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Events;

/// <param name="InsightId">Unique in the job; a second event with the same id replaces the insight.</param>
public sealed record InsightEmittedEvent(
    string InsightId,
    string Category,
    Importance Importance,
    string Message,
    string Step) : EventPayload
{
    protected override string TypeName => EventTypes.InsightEmitted;
}

[JsonConverter(typeof(SnakeCaseEnum<Importance>))]
public enum Importance
{
    Low,
    Medium,
    High,
}
