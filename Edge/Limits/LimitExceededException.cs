namespace AspireStreaming.Edge.Limits;

/// <summary>A caller has used up a limit.</summary>
/// <param name="limit">The setting, as in <c>Limits:ActiveJobs</c>.</param>
/// <param name="message">What the caller has too much of.</param>
/// <param name="retryAfter">When it may try again.</param>
internal sealed class LimitExceededException(string limit, string message, TimeSpan retryAfter) : Exception(message)
{
    public static LimitExceededException Starts(TimeSpan retryAfter) => new("Limits:StartsPerMinute", "has started as many jobs as it may within a minute", retryAfter);

    public static LimitExceededException Streams() => new("Limits:OpenStreams", "has as many open streams as there may be", StreamSlots.Pause);

    public string Limit => limit;

    public TimeSpan RetryAfter => retryAfter;
}
