namespace AspireStreaming.Client;

/// <summary>
/// What came is not the job's log: an event is missing, is another job's, or the digest at the end is not that of the bytes that
/// were seen. Asking again didn't help.
/// </summary>
public sealed class LogIntegrityException : Exception
{
    public LogIntegrityException(Guid jobId, JobCursor cursor, string message, Exception? innerException = null)
        : base($"Job {jobId} after {cursor.Id}: {message}", innerException) => (JobId, Cursor) = (jobId, cursor);

    public Guid JobId { get; }

    /// <summary>The last event up to which all was well.</summary>
    public JobCursor Cursor { get; }
}
