using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming;

/// <summary>The way back from a snapshot: the fewest events that fold into its finished content.</summary>
public static class SnapshotEvents
{
    /// <summary>Without status, error and summary: those are the new job's own.</summary>
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
