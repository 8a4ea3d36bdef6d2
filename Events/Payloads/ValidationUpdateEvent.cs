using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Events;

public sealed record ValidationUpdateEvent(
    string RuleId,
    string Label,
    ValidationStatus Status,
    string? Detail = null) : EventPayload
{
    protected override string TypeName => EventTypes.ValidationUpdate;
}

[JsonConverter(typeof(SnakeCaseEnum<ValidationStatus>))]
public enum ValidationStatus
{
    Pending,
    Pass,
    Warn,
    Fail,
}
