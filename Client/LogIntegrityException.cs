namespace AspireStreaming.Client;

/// <summary>
/// The events are not the job's log: one is missing, belongs to another job, or the digest at the end is wrong. A repeated
/// read gave the same result.
/// </summary>
public sealed class LogIntegrityException : Exception
{
    public LogIntegrityException(Guid jobId, JobCursor cursor, string message, Exception? innerException = null)
        : base($"Job {jobId} after {cursor.Id}: {message}", innerException) => (JobId, Cursor) = (jobId, cursor);

    public Guid JobId { get; }

    /// <summary>The last event that was correct.</summary>
    public JobCursor Cursor { get; }
}
