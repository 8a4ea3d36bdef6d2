namespace AspireStreaming.Streaming.Events;

/// <summary>The canonical event types. None is called <c>error</c>, <c>open</c> or <c>message</c>: these call EventSource's own handlers.</summary>
public static class EventTypes
{
    public const string JobStatus = "job_status";
    public const string StepProgress = "step_progress";
    public const string InsightEmitted = "insight_emitted";
    public const string MetricUpdate = "metric_update";
    public const string ValidationUpdate = "validation_update";
    public const string DiffChunk = "diff_chunk";
    public const string Result = "result";
    public const string Token = "token";
    public const string Timeline = "timeline";
    public const string AttemptReset = "attempt_reset";
    public const string JobError = "job_error";
    public const string Done = "done";

    public static readonly IReadOnlyList<string> All =
    [
        JobStatus, StepProgress, InsightEmitted, MetricUpdate, ValidationUpdate, DiffChunk,
        Result, Token, Timeline, AttemptReset, JobError, Done,
    ];

    /// <summary>Made per connection, never in the log: the keep-alive that page scripts can see.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>Made per connection, never in the log: the watcher's cursor is not in the log; carries the snapshot.</summary>
    public const string Reset = "reset";

    /// <summary>Made per connection, never in the log: the job does not exist (any more), and no event of it will follow.</summary>
    public const string Gone = "gone";

    /// <summary>Made per connection, never in the log: the start of the stream when the watcher requested the snapshot first.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Made per connection, never in the log: the right to the stream ends soon, unless the watcher renews it.</summary>
    public const string AccessExpiring = "access_expiring";

    /// <summary>Made per connection, never in the log: the last frame of a stream whose right has expired or was revoked.</summary>
    public const string AccessEnded = "access_ended";
}
