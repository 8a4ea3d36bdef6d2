namespace AspireStreaming.Streaming;

/// <summary>What callers have used, counted over all nodes.</summary>
public interface ICallerLimits
{
    /// <summary>Takes from a caller's budget, which fills evenly and holds one minute's worth.</summary>
    /// <param name="limit">Name of the budget, as in <c>starts</c>.</param>
    /// <param name="caller">Any text that identifies the caller.</param>
    /// <param name="amount">1 or more. More than the budget holds counts as all of it.</param>
    /// <param name="perMinute">1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Zero when the amount was taken, or else the time until it could be.</returns>
    Task<TimeSpan> TakeAsync(string limit, string caller, long amount, long perMinute, CancellationToken cancellationToken);

    /// <summary>Counts a job that is about to be created among the jobs of its owner that have not ended. A repeat is harmless.</summary>
    /// <param name="owner">Null for all anonymous callers together.</param>
    /// <param name="jobId">The id that the job will have.</param>
    /// <param name="most">1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the owner has so many of them already.</returns>
    Task<bool> TryAddActiveAsync(JobOwner? owner, Guid jobId, int most, CancellationToken cancellationToken);
}
