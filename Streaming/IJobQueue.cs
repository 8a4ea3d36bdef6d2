namespace AspireStreaming.Streaming;

/// <summary>
/// Assigns jobs to workers. A worker keeps a claim by renewing it; a claim that is not renewed goes to another worker. Callers whose
/// jobs wait take turns (<see cref="NewJob.Owner"/>; all anonymous jobs are of one caller), and each caller's jobs keep their order.
/// </summary>
public interface IJobQueue
{
    /// <summary>Queues the job for any worker. A repeat is harmless: its claim is not <see cref="QueueClaim.TakenOver"/> and finds a job that has begun.</summary>
    Task EnqueueAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="most"/> claims, without doubles: those of lost workers first, then those that wait, where the caller that was
    /// served longest ago comes next. Doesn't wait: may be empty.
    /// </summary>
    Task<IReadOnlyList<QueueClaim>> ClaimAsync(string worker, int most, CancellationToken cancellationToken);

    /// <summary>Waits until there may be a job to claim, or the time is over.</summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Holds a claim for another <see cref="StreamingOptions.Lease"/>.</summary>
    /// <returns>False when another worker holds the claim now.</returns>
    Task<bool> RenewAsync(QueueClaim claim, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the job is queued twice and the other entry is the valid one: a start whose reply was lost may be repeated.
    /// Complete a double: otherwise two workers take the job from each other for ever.
    /// </summary>
    Task<bool> IsDoubleAsync(QueueClaim claim, CancellationToken cancellationToken);

    /// <summary>Removes the claim: the job needs no worker any more, or has another valid claim.</summary>
    Task CompleteAsync(QueueClaim claim, CancellationToken cancellationToken);

    /// <summary>Hands the job back, so that another worker can claim it at once. Does nothing when another worker holds the claim now.</summary>
    Task AbandonAsync(QueueClaim claim, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a job from the worker that holds it, or from its place in the queue. The worker notices it at its next renewal. Queue the job again
    /// after it: otherwise only a sweep does.
    /// </summary>
    Task TakeAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Takes a job as <see cref="TakeAsync"/> does, and puts it at the end of its caller's jobs.</summary>
    Task RequeueAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Removes a job that ended before a worker claimed it: it takes no turn of its caller. Not needed: its claim would be completed at once.</summary>
    Task RemoveAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>
    /// Queues jobs again that never reached the queue or fell out of it, and drops the entries of jobs and workers that are
    /// gone. Any node may call it at any time.
    /// </summary>
    /// <returns>The number of jobs that were queued again.</returns>
    Task<int> SweepAsync(CancellationToken cancellationToken);

    Task<QueueDepth> MeasureAsync(CancellationToken cancellationToken);
}

/// <param name="Entry">The queue's own id of the claim.</param>
/// <param name="TakenOver">
/// A worker had the job before and stopped renewing its claim, handed the job back or lost it. False for a job's first entry:
/// if the job has nevertheless begun, this claim is a double.
/// </param>
public sealed record QueueClaim(Guid JobId, string Entry, string Worker, bool TakenOver)
{
    /// <summary>When the entry was put into the queue, by the clock of the store.</summary>
    public required DateTimeOffset QueuedAt { get; init; }
}

/// <param name="Waiting">Jobs that no worker has claimed yet.</param>
/// <param name="Claimed">Jobs that a worker holds.</param>
/// <param name="OldestWait">Age of the oldest entry that no worker has claimed yet; zero without one.</param>
public sealed record QueueDepth(long Waiting, long Claimed, TimeSpan OldestWait = default);
