using System.Text.Json;

namespace AspireStreaming.Streaming.Events;

/// <param name="EventId">Unique in the job; watchers remove duplicates by it.</param>
/// <param name="Kind">WORKFLOW_START, ROUTER_THOUGHT, AGENT_START, …</param>
/// <param name="Status">IN_PROGRESS, SUCCESS, ERROR.</param>
public sealed record TimelineEvent(
    string EventId,
    string Kind,
    string Message,
    string Status,
    string? AgentName = null,
    JsonElement? Details = null) : EventPayload
{
    protected override string TypeName => EventTypes.Timeline;
}
