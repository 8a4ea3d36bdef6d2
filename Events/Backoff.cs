namespace AspireStreaming.Streaming;

/// <summary>Exponential delays with full jitter, so that clients that failed at the same time don't reconnect at the same time.</summary>
public static class Backoff
{
    /// <param name="failures">Consecutive failures so far: 0 or more.</param>
    /// <param name="first">The longest first delay.</param>
    /// <param name="most">The longest delay.</param>
    public static TimeSpan Delay(int failures, TimeSpan first, TimeSpan most)
    {
        double ceiling = Math.Min(most.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 30)));
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
