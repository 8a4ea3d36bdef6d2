namespace AspireStreaming.Edge.Jobs;

/// <summary>What the last events of a job tell.</summary>
/// <param name="Message">Why it ended; null when its log does not tell.</param>
/// <param name="Retryable">It failed, and the same request can succeed later.</param>
/// <param name="FailedCount">Items of a completed batch that failed; null for a job that is none.</param>
public sealed record JobEnding(string? Message = null, bool Retryable = false, int? FailedCount = null);
