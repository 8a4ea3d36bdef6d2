namespace AspireStreaming.Streaming.Execution;

/// <summary>The <c>reason</c> of an <c>attempt_reset</c> event.</summary>
internal static class ResetReason
{
    public const string WorkerLost = "worker_lost";
    public const string HandedBack = "handed_back";
    public const string StepFailed = "step_failed";
    public const string LogTruncated = "log_truncated";
}
