namespace AspireStreaming.Streaming;

/// <summary>The store can't be reached, is full, or accepts no writes now. The request itself is valid: repeat it later.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The cursor is not in the log: the event was dropped or lost, or never existed.</summary>
public sealed class CursorNotFoundException(Guid jobId, EventId cursor)
    : Exception($"Event {cursor} is not in the log of job {jobId}.")
{
    public Guid JobId { get; } = jobId;
    public EventId Cursor { get; } = cursor;
}

/// <summary>The log refused an append: the attempt is over.</summary>
public sealed class AppendRefusedException(Guid jobId, int attempt, AppendOutcome outcome)
    : Exception($"Attempt {attempt} of job {jobId} can't write: {outcome}.")
{
    public AppendOutcome Outcome { get; } = outcome;
}
