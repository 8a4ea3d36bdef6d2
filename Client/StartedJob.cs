namespace AspireStreaming.Client;

/// <summary>A job that was accepted, and will run.</summary>
/// <param name="JobId">Its id.</param>
/// <param name="StreamUrl">Its events, relative to the server.</param>
/// <param name="SnapshotUrl">Its state, relative to the server.</param>
/// <param name="RetryOf">The job that it continues from its failed step.</param>
public sealed record StartedJob(Guid JobId, string StreamUrl, string SnapshotUrl, Guid? RetryOf = null);

/// <summary>The outcome of a cancel request.</summary>
public enum CancelResult
{
    /// <summary>The job will end soon; its <c>done</c> says how.</summary>
    Requested,

    /// <summary>It had ended before.</summary>
    AlreadyEnded,
}
