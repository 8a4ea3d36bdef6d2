namespace AspireStreaming.Streaming;

/// <summary>The log of each job: dense, ordered, append-only. The only path from writers to watchers.</summary>
public interface IJobLog
{
    /// <summary>
    /// Adds events together with their checkpoints and their status: all or nothing, in one round trip.
    /// Repeating a call whose reply was lost adds nothing and reports success.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store can't be reached or accepts no writes now. The outcome is unknown: repeat it.</exception>
    Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> events after the cursor, in order.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="after">An id that is in the log, or <see cref="EventId.None"/> for the start.</param>
    /// <param name="limit">1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CursorNotFoundException">The cursor is not in the log (or there is no such log).</exception>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    Task<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// All events after the cursor, then each new event when it is appended: in order, no hole, no double, at least one event per batch.
    /// Waits while there are no new events, also while the store is away. Ends after the job's last event.
    /// </summary>
    /// <exception cref="CursorNotFoundException">
    /// The cursor is not in the log, or the log lost events that were already read (the store lost acknowledged writes).
    /// Start again at <see cref="EventId.None"/> and tell the watchers.
    /// </exception>
    IAsyncEnumerable<IReadOnlyList<JobEvent>> TailAsync(Guid jobId, EventId after, CancellationToken cancellationToken);
}

/// <summary>Events to append, and the state that the log must be in.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The writer's fence: the log refuses the append when another attempt is current.</param>
/// <param name="ExpectedSeq">The seq of the log's last event.</param>
/// <param name="Events">One or more, with ids that continue after <paramref name="ExpectedSeq"/>.</param>
/// <param name="Digest">The <see cref="Events.LogDigest"/> over the log with these events.</param>
/// <param name="Checkpoints">Work that is finished with these events.</param>
/// <param name="Status">The new status of the job, or null to keep the current one. A terminal status ends the log.</param>
public sealed record JobAppend(
    Guid JobId,
    int Attempt,
    long ExpectedSeq,
    IReadOnlyList<JobEvent> Events,
    byte[] Digest,
    IReadOnlyList<Checkpoint> Checkpoints,
    JobStatus? Status);

/// <summary>A finished unit of work: it is never run again.</summary>
/// <param name="Scope"><c>step</c> or <c>step/item</c>.</param>
/// <param name="Data">Its output as JSON, for later work.</param>
public sealed record Checkpoint(string Scope, ReadOnlyMemory<byte> Data);

/// <param name="CancelRequested">A cancel was requested.</param>
public readonly record struct AppendResult(AppendOutcome Outcome, bool CancelRequested = false);

public enum AppendOutcome
{
    /// <summary>The events are in the log.</summary>
    Appended,

    /// <summary>Another attempt has begun: this writer can't write any more.</summary>
    Fenced,

    /// <summary>The log's last seq is not the expected one: the store lost acknowledged writes.</summary>
    Conflict,

    /// <summary>The job has ended.</summary>
    Ended,

    /// <summary>There is no such job: it was deleted or has expired.</summary>
    Gone,

    /// <summary>The log has reached <see cref="StreamingOptions.MaxEventsPerJob"/>.</summary>
    Full,
}
