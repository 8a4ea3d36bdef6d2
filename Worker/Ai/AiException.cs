namespace AspireStreaming.Worker.Ai;

/// <summary>Stable error codes. They become <c>job_error.code</c>.</summary>
public static class AiErrorCodes
{
    public const string Timeout = "ai_timeout";
    public const string RateLimited = "ai_rate_limited";
    public const string ContextOverflow = "ai_context_overflow";
    public const string BadOutput = "ai_bad_output";
    public const string Unavailable = "ai_unavailable";
    public const string Refused = "ai_refused";
    public const string Unauthorized = "ai_unauthorized";
}

/// <summary>The only exception that this namespace throws, except <see cref="OperationCanceledException"/> when the caller cancels.</summary>
/// <param name="code">One of <see cref="AiErrorCodes"/>.</param>
/// <param name="message">Safe to show: the message contains neither the key nor the prompt.</param>
/// <param name="retryable">Whether the same call may succeed later.</param>
/// <param name="retryAfter">The wait before the next call that the provider asks for.</param>
public sealed class AiException(
    string code, string message, bool retryable = false, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public string Code { get; } = code;
    public bool Retryable { get; } = retryable;
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
