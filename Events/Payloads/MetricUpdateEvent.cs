namespace AspireStreaming.Streaming.Events;

/// <param name="Value">Finite.</param>
/// <param name="Unit">Such as <c>%</c>, <c>years</c>, <c>words</c>.</param>
public sealed record MetricUpdateEvent(string Name, double Value, string? Unit = null) : EventPayload
{
    protected override string TypeName => EventTypes.MetricUpdate;
}
