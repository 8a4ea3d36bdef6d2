namespace AspireStreaming.Streaming;

/// <summary>A cancel request to a running job. It is kept with the job, so it also reaches a worker that starts later.</summary>
public interface IJobControl
{
    /// <summary>Asks for the job to end. Asking twice is harmless; the first reason stands.</summary>
    /// <param name="reason">1 to 200 characters, shown to watchers.</param>
    Task<CancelOutcome> RequestCancelAsync(Guid jobId, string reason, CancellationToken cancellationToken);

    /// <summary>The reason why the job should end, or null without a request.</summary>
    Task<string?> GetCancelAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>
    /// Calls back when a cancel is requested from now on, usually at once; a call may get lost with the connection, so ask
    /// <see cref="GetCancelAsync"/> now and then as well.
    /// </summary>
    Task<IAsyncDisposable> WatchCancelAsync(Guid jobId, Action<string> requested, CancellationToken cancellationToken);
}

public enum CancelOutcome
{
    Requested,
    AlreadyEnded,
    NotFound,
}
