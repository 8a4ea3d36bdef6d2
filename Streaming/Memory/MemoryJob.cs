namespace AspireStreaming.Streaming.Memory;

/// <summary>A job and its log, guarded by <see cref="MemoryJobs.Lock"/>.</summary>
internal sealed class MemoryJob(NewJob created)
{
    /// <summary>Times are kept in milliseconds, as in the distributed store, because a page's cursor is written in milliseconds.</summary>
    public NewJob Created { get; } = created with { CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(created.CreatedAt.ToUnixTimeMilliseconds()) };
    public List<JobEvent> Log { get; } = [.. created.First];
    public Dictionary<string, ReadOnlyMemory<byte>> Checkpoints { get; } = created.Checkpoints.ToDictionary(c => c.Scope, c => c.Data);
    public JobStatus Status { get; set; } = JobStatus.Queued;
    public int Attempt { get; set; }
    public byte[] Digest { get; set; } = created.Digest;
    public int Crashes { get; set; }
    public string? AttemptSpan { get; set; }
    public string? CancelReason { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public bool Deleted { get; set; }
    public int Revocations { get; set; }
    public long Seq => Log.Count;

    public JobRecord ToRecord() => new(
        Created.JobId, Created.Pipeline, Status, Attempt, Seq, Log[^1].Id.Attempt,
        Created.CreatedAt, StartedAt, EndedAt, CancelReason is not null, Created.RetryOf, Created.Traceparent, Created.Owner, Revocations, Created.Title);
}
