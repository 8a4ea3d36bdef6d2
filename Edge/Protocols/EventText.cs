using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Protocols;

/// <summary>What a person reads of an event.</summary>
internal static class EventText
{
    /// <returns>Null for an event that tells nothing alone.</returns>
    public static string? Of(EventPayload? payload) => payload switch
    {
        JobStatusEvent status => status.Message ?? status.Status.Name(),
        StepProgressEvent step => step.Message is null ? $"{step.Step}: {step.Percent} %" : $"{step.Step}: {step.Percent} %, {step.Message}",
        InsightEmittedEvent insight => insight.Message,
        ValidationUpdateEvent validation => validation.Detail is null ? validation.Label : $"{validation.Label}: {validation.Detail}",
        DiffChunkEvent diff => diff.Summary,
        TimelineEvent timeline => timeline.Message,
        JobErrorEvent error => error.Message,
        _ => null,
    };
}
