using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming;

/// <summary>Turns a snapshot back into events: the fewest events that fold into its finished content.</summary>
public static class SnapshotEvents
{
    /// <summary>Leaves out status, error and summary, because the new job has its own.</summary>
    public static IEnumerable<EventPayload> Of(JobSnapshot snapshot) =>
    [
        .. snapshot.Steps.Where(s => s.Status is StepStatus.Completed or StepStatus.Skipped),
        .. snapshot.Insights,
        .. snapshot.Metrics,
        .. snapshot.Validations,
        .. snapshot.Diffs,
        .. snapshot.Results,
        .. snapshot.Texts.Select(t => new TokenEvent(t.Target, t.Text, 0)),
        .. snapshot.Timeline,
    ];
}
