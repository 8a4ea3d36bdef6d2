namespace AspireStreaming.Streaming;

/// <summary>Stores the jobs; <see cref="IJobLog"/> stores their logs.</summary>
public interface IJobStore
{
    /// <summary>Creates the job with its first event, <c>0-1</c>. It must be enqueued after that.</summary>
    /// <returns>False when another call used the id before, also for a job that is now deleted. True for a repeat of this call.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be reached or is full.</exception>
    Task<bool> CreateAsync(NewJob job, CancellationToken cancellationToken);

    /// <summary>The job, or null when it was never created, was deleted, or expired.</summary>
    Task<JobRecord?> GetAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>The input of the job, or null when there is no such job.</summary>
    Task<JobInput?> GetInputAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Jobs, newest first.</summary>
    /// <param name="before">The end of the page before; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<JobPage> ListAsync(JobPageCursor? before, int limit, CancellationToken cancellationToken);

    /// <summary>The jobs of one owner, newest first. Jobs of others cost nothing.</summary>
    /// <inheritdoc cref="ListAsync(JobPageCursor?, int, CancellationToken)"/>
    Task<JobPage> ListAsync(JobOwner owner, JobPageCursor? before, int limit, CancellationToken cancellationToken);

    /// <summary>The finished work of a job: the output of each scope.</summary>
    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> GetCheckpointsAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Raises the fence: from now on only the new attempt can write.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="ifStatus">When given, the job must be in this status, else nothing happens.</param>
    /// <param name="ifAttempt">When given, the caller's own attempt, which must still be the last.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when there is nothing to run: the job has ended, is gone, or fails a condition.</returns>
    Task<AttemptStart?> BeginAttemptAsync(Guid jobId, JobStatus? ifStatus, int? ifAttempt, CancellationToken cancellationToken);

    /// <summary>Notes the span of an attempt, so that the next attempt can link to it. Does nothing when another attempt has begun.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="attempt">The attempt of the span.</param>
    /// <param name="traceparent">Its W3C trace context.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task NoteAttemptSpanAsync(Guid jobId, int attempt, string traceparent, CancellationToken cancellationToken);

    /// <summary>Makes the capabilities of a job void that were given to read it.</summary>
    /// <returns>How often that was done for this job; null when there is no such job.</returns>
    Task<int?> RevokeAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Removes an ended job. Its id stays unusable for the retention time.</summary>
    /// <returns>False when there is no such job, or it has not ended.</returns>
    Task<bool> DeleteAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Binds an <c>Idempotency-Key</c> to a job id for the retention time; the first one to bind it wins.</summary>
    /// <param name="owner">The caller; null for an anonymous one. The same key of another caller is another key.</param>
    /// <param name="key">The caller's key, 1 to 255 characters.</param>
    /// <param name="wanted">The id and fingerprint to bind.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job that the key is bound to: <paramref name="wanted"/> or an earlier one.</returns>
    Task<IdempotentStart> BindKeyAsync(JobOwner? owner, string key, IdempotentStart wanted, CancellationToken cancellationToken);
}

/// <param name="Fingerprint">Hash of the request: detects a key that is used again for another request.</param>
public sealed record IdempotentStart(Guid JobId, string Fingerprint);

/// <summary>A job to create.</summary>
/// <param name="First">The first events, from seq 1: <c>job_status</c> queued, and for a retry the finished work of the failed job.</param>
/// <param name="Digest">The <see cref="Events.LogDigest"/> over <paramref name="First"/>.</param>
/// <param name="Traceparent">W3C trace context of the request that started it.</param>
/// <param name="Nonce">Distinguishes a repeat of this call from a call of another caller.</param>
/// <param name="Owner">The caller that started it; null for an anonymous one.</param>
/// <param name="Title">What it is called in lists; null for nothing.</param>
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
    DateTimeOffset CreatedAt,
    JobOwner? Owner = null,
    string? Title = null);

/// <param name="Request">The request as JSON.</param>
/// <param name="Language">The language in which the job shall speak, such as <c>fr</c>; null when the client wants none.</param>
/// <param name="Client">What the protocol of the client keeps with the job, as JSON, such as the messages of a chat. Pipelines don't need it. Empty for none.</param>
/// <param name="Pace">The request is a sample, and its job is replayed at this many characters a second; null for every other job.</param>
public sealed record JobInput(
    ReadOnlyMemory<byte> Request, IReadOnlyList<InputFile> Files, string? Language = null, ReadOnlyMemory<byte> Client = default, int? Pace = null);

/// <param name="Field">The form field of the file.</param>
/// <param name="Name">The file name from the client: untrusted.</param>
public sealed record InputFile(string Field, string Name, string? ContentType, ReadOnlyMemory<byte> Content);

/// <param name="Attempt">The fence: 0 while queued.</param>
/// <param name="Seq">The seq of the log's last event: 1 or more.</param>
/// <param name="LastEventAttempt">The attempt that wrote the last event: with <paramref name="Seq"/> the job's last event id.</param>
/// <param name="Traceparent">W3C trace context of the request that started it.</param>
/// <param name="Owner">The caller that started it; null for an anonymous one.</param>
/// <param name="Revocations">How often the capabilities to read it were made void.</param>
/// <param name="Title">What it is called in lists; null for nothing.</param>
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
    Guid? RetryOf,
    string? Traceparent,
    JobOwner? Owner = null,
    int Revocations = 0,
    string? Title = null)
{
    public EventId LastEventId => new(LastEventAttempt, Seq);
}

public sealed record JobPage(IReadOnlyList<JobRecord> Jobs, JobPageCursor? Next);

/// <summary>The place of a job in the listing: by time, then id.</summary>
public sealed record JobPageCursor(DateTimeOffset CreatedAt, Guid JobId);

/// <summary>The state that a new attempt starts from.</summary>
/// <param name="Attempt">Its fence: 1 or more.</param>
/// <param name="Crashes">Consecutive attempts that finished no work and did not hand the job back.</param>
/// <param name="Interrupted">The previous attempt was still running: its worker is lost.</param>
/// <param name="Traceparent">W3C trace context of the request that started the job.</param>
/// <param name="LastSpan">W3C trace context of the attempt before, if it noted its span.</param>
/// <param name="Owner">The caller that started the job; null for an anonymous one.</param>
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
    DateTimeOffset CreatedAt,
    string? LastSpan = null,
    JobOwner? Owner = null);
