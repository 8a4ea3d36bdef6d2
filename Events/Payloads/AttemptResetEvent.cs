namespace AspireStreaming.Streaming.Events;

/// <summary>
/// A new attempt began. The uncommitted work of earlier attempts is void: this event resets every reader of the log to the
/// state without that work.
/// </summary>
/// <param name="Reason">worker_lost, handed_back, step_failed or log_truncated.</param>
/// <param name="VoidEvents">The number of events that become void.</param>
/// <param name="Drop">Keys to remove, by snapshot section (<c>insights</c>, <c>results</c>, …).</param>
/// <param name="Restore">Items that void events replaced, in their earlier state.</param>
/// <param name="Texts">Texts to shorten.</param>
public sealed record AttemptResetEvent(
    string Reason,
    int VoidEvents,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Drop,
    RestoredItems Restore,
    IReadOnlyList<TextCut> Texts) : EventPayload
{
    protected override string TypeName => EventTypes.AttemptReset;
}

/// <param name="Length">The length to keep, in UTF-16 code units; 0 removes the text.</param>
public sealed record TextCut(string Target, int Length);

/// <summary>Items in their earlier state, by section.</summary>
public sealed record RestoredItems(
    IReadOnlyList<StepProgressEvent>? Steps = null,
    IReadOnlyList<InsightEmittedEvent>? Insights = null,
    IReadOnlyList<MetricUpdateEvent>? Metrics = null,
    IReadOnlyList<ValidationUpdateEvent>? Validations = null,
    IReadOnlyList<DiffChunkEvent>? Diffs = null,
    IReadOnlyList<ResultEvent>? Results = null,
    IReadOnlyList<TimelineEvent>? Timeline = null);
