namespace AspireStreaming.Streaming;

/// <summary>The jobs of each conversation, for clients that know the conversation but not the id of its last job.</summary>
public interface IThreadStore
{
    /// <summary>The most jobs of a conversation that are listed: the newest ones.</summary>
    const int MostJobs = 1_000;

    /// <summary>Adds a job as the newest one. Repeating a call is harmless: the job keeps its place.</summary>
    /// <param name="owner">The caller; null for an anonymous one. The same name of another caller is another conversation.</param>
    /// <param name="thread">The client's name of the conversation: any text.</param>
    /// <param name="jobId">The job; it may be created after this call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The store can't be reached. Whether the job was added is unknown: repeat the call.</exception>
    Task AddAsync(JobOwner? owner, string thread, Guid jobId, CancellationToken cancellationToken);

    /// <summary>
    /// The jobs of a conversation, newest first. A conversation is kept for the retention time after its last job was added, but for 31 days
    /// at least: longer than its jobs may run. So a job of the list may have expired.
    /// </summary>
    /// <param name="owner">As in <see cref="AddAsync"/>.</param>
    /// <param name="thread">As in <see cref="AddAsync"/>.</param>
    /// <param name="limit">1 to <see cref="MostJobs"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    Task<IReadOnlyList<Guid>> ListAsync(JobOwner? owner, string thread, int limit, CancellationToken cancellationToken);
}
