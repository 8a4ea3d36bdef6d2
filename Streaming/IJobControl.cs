namespace AspireStreaming.Streaming;

/// <summary>A cancel request to a running job. It is kept with the job, so it also reaches a worker that starts later.</summary>
public interface IJobControl
{
    /// <summary>Requests that the job ends. A repeat is harmless; the first reason is kept.</summary>
    /// <param name="reason">1 to 200 characters, shown to watchers.</param>
    Task<CancelOutcome> RequestCancelAsync(Guid jobId, string reason, CancellationToken cancellationToken);

    /// <summary>The reason of the cancel request, or null without a request.</summary>
    Task<string?> GetCancelAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>
    /// Calls back when a cancel is requested after this call, usually at once. A callback may get lost with the connection, so also
    /// call <see cref="GetCancelAsync"/> at intervals.
    /// </summary>
    Task<IAsyncDisposable> WatchCancelAsync(Guid jobId, Action<string> requested, CancellationToken cancellationToken);
}

public enum CancelOutcome
{
    Requested,
    AlreadyEnded,
    NotFound,
}
