namespace AspireStreaming.Streaming;

/// <summary>Which worker runs which job. A claim is held by renewing it; one that is not renewed goes to another worker.</summary>
public interface IJobQueue
{
    /// <summary>Queues the job for any worker. A repeat is harmless: the second claim, not <see cref="QueueClaim.TakenOver"/>, finds a job that has begun.</summary>
    Task EnqueueAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="most"/> claims, those of lost workers first, but none of their doubles. Doesn't wait: empty when there is nothing.</summary>
    Task<IReadOnlyList<QueueClaim>> ClaimAsync(string worker, int most, CancellationToken cancellationToken);

    /// <summary>Waits until there may be a job to claim, or the time is over.</summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Holds a claim for another <see cref="StreamingOptions.Lease"/>.</summary>
    /// <returns>False when it is another worker's by now.</returns>
    Task<bool> RenewAsync(QueueClaim claim, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the job is queued twice and the other entry is the valid one: a start whose reply was lost may be repeated.
    /// Complete a double, or two workers would take the job from each other for ever.
    /// </summary>
    Task<bool> IsDoubleAsync(QueueClaim claim, CancellationToken cancellationToken);

    /// <summary>The job needs no worker any more, or not this claim's.</summary>
    Task CompleteAsync(QueueClaim claim, CancellationToken cancellationToken);

    /// <summary>Hands the job back, for another worker to claim at once. Does nothing when the claim is another worker's by now.</summary>
    Task AbandonAsync(QueueClaim claim, CancellationToken cancellationToken);

    /// <summary>
    /// Queues jobs again that never reached the queue or fell out of it, and drops the entries of jobs and workers that are
    /// gone. Any node may call it at any time.
    /// </summary>
    /// <returns>How many were queued again.</returns>
    Task<int> SweepAsync(CancellationToken cancellationToken);

    Task<QueueDepth> MeasureAsync(CancellationToken cancellationToken);
}

/// <param name="Entry">The queue's own id of it.</param>
/// <param name="TakenOver">
/// A worker had the job before, and stopped renewing it, handed it back or lost it. False for a job's first entry:
/// if the job has begun all the same, this claim is a double.
/// </param>
public sealed record QueueClaim(Guid JobId, string Entry, string Worker, bool TakenOver);

/// <param name="Waiting">Jobs that no worker has claimed yet.</param>
/// <param name="Claimed">Jobs that a worker holds.</param>
public sealed record QueueDepth(long Waiting, long Claimed);
