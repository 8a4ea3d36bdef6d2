namespace AspireStreaming.Streaming;

/// <summary>The jobs, beside their logs.</summary>
public interface IJobStore
{
    /// <summary>Creates the job with its first event, <c>0-1</c>. It must be enqueued after that.</summary>
    /// <returns>False when the id is in use (or was, by a deleted job) and not by an earlier try of this same call.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be reached or is full.</exception>
    Task<bool> CreateAsync(NewJob job, CancellationToken cancellationToken);

    /// <summary>The job, or null when it was never created, was deleted, or expired.</summary>
    Task<JobRecord?> GetAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>What the job was started with, or null when there is no such job.</summary>
    Task<JobInput?> GetInputAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Jobs, newest first.</summary>
    /// <param name="before">The end of the page before; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<JobPage> ListAsync(JobPageCursor? before, int limit, CancellationToken cancellationToken);

    /// <summary>The finished work of a job: scope to output.</summary>
    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> GetCheckpointsAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Raises the fence: from now on only the new attempt can write.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="ifStatus">When given, the job must be in this status, else nothing happens.</param>
    /// <param name="ifAttempt">When given, the caller's own attempt, which must still be the last.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when there is nothing to run: the job has ended, is gone, or fails a condition.</returns>
    Task<AttemptStart?> BeginAttemptAsync(Guid jobId, JobStatus? ifStatus, int? ifAttempt, CancellationToken cancellationToken);

    /// <summary>Removes an ended job. Its id stays unusable for the retention time.</summary>
    /// <returns>False when there is no such job, or it has not ended.</returns>
    Task<bool> DeleteAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Binds an <c>Idempotency-Key</c> to a job id for the retention time; the first one to bind it wins.</summary>
    /// <param name="key">The caller's key, 1 to 255 characters.</param>
    /// <param name="wanted">The id and fingerprint to bind.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the key is bound to: <paramref name="wanted"/> or what came before.</returns>
    Task<IdempotentStart> BindKeyAsync(string key, IdempotentStart wanted, CancellationToken cancellationToken);
}

/// <param name="Fingerprint">Hash of the request, so that a key used again for another request is noticed.</param>
public sealed record IdempotentStart(Guid JobId, string Fingerprint);

/// <summary>A job to create.</summary>
/// <param name="First">The log to begin with, from seq 1: <c>job_status</c> queued, and for a retry what was finished before.</param>
/// <param name="Digest">The <see cref="Events.LogDigest"/> over <paramref name="First"/>.</param>
/// <param name="Traceparent">W3C trace context of the request that started it.</param>
/// <param name="Nonce">Tells a repeat of this call from another caller's.</param>
public sealed record NewJob(
    Guid JobId,
    string Pipeline,
    JobInput Input,
    IReadOnlyList<JobEvent> First,
    byte[] Digest,
    IReadOnlyList<Checkpoint> Checkpoints,
    string? Traceparent,
    Guid? RetryOf,
    Guid Nonce,
    DateTimeOffset CreatedAt);

/// <param name="Request">The request as JSON.</param>
public sealed record JobInput(ReadOnlyMemory<byte> Request, IReadOnlyList<InputFile> Files);

/// <param name="Field">The form field that it came in.</param>
/// <param name="Name">The uploader's name for it: untrusted.</param>
public sealed record InputFile(string Field, string Name, string? ContentType, ReadOnlyMemory<byte> Content);

/// <param name="Attempt">The fence: 0 while queued.</param>
/// <param name="Seq">The seq of the log's last event: 1 or more.</param>
/// <param name="LastEventAttempt">The attempt that wrote the last event: with <paramref name="Seq"/> the job's last event id.</param>
public sealed record JobRecord(
    Guid JobId,
    string Pipeline,
    JobStatus Status,
    int Attempt,
    long Seq,
    int LastEventAttempt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    bool CancelRequested,
    Guid? RetryOf)
{
    public EventId LastEventId => new(LastEventAttempt, Seq);
}

public sealed record JobPage(IReadOnlyList<JobRecord> Jobs, JobPageCursor? Next);

/// <summary>The place of a job in the listing: by time, then id.</summary>
public sealed record JobPageCursor(DateTimeOffset CreatedAt, Guid JobId);

/// <summary>What a new attempt starts from.</summary>
/// <param name="Attempt">Its fence: 1 or more.</param>
/// <param name="Crashes">Attempts in a row that ended without handing back and without finishing any work.</param>
/// <param name="Interrupted">The attempt before was still running: its worker is lost.</param>
public sealed record AttemptStart(
    Guid JobId,
    string Pipeline,
    int Attempt,
    long Seq,
    byte[] Digest,
    int Crashes,
    bool Interrupted,
    string? CancelReason,
    string? Traceparent,
    DateTimeOffset CreatedAt);
