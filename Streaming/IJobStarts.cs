namespace AspireStreaming.Streaming;

/// <summary>
/// Notes which jobs a request has started, for clients that repeat the request with a cursor and without a key. The notes of a request
/// expire the retention time after the last one.
/// </summary>
public interface IJobStarts
{
    /// <summary>Notes of one request: the oldest one gives way to another.</summary>
    const int Most = 16;

    /// <summary>Adds a note, or replaces the one of the same job.</summary>
    /// <param name="owner">The owner of the jobs; null for an anonymous one. The same request of another owner is another request.</param>
    /// <param name="fingerprint">Hash of the request.</param>
    /// <param name="start">The note.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The store can't be reached or is full.</exception>
    Task NoteAsync(JobOwner? owner, string fingerprint, NotedStart start, CancellationToken cancellationToken);

    /// <summary>The notes of a request, the newest start first. Their jobs may be gone.</summary>
    /// <inheritdoc cref="NoteAsync"/>
    Task<IReadOnlyList<NotedStart>> ListAsync(JobOwner? owner, string fingerprint, CancellationToken cancellationToken);
}

/// <summary>One start of a job by a request.</summary>
/// <param name="StartedAt">To the millisecond.</param>
/// <param name="Left">The last event that was sent to the client when its connection ended; none before that.</param>
/// <param name="ServedAt">When the last event of the job was sent to the client; null before that. To the millisecond.</param>
public sealed record NotedStart(Guid JobId, DateTimeOffset StartedAt, EventId Left = default, DateTimeOffset? ServedAt = null);
