namespace AspireStreaming.Edge.Protocols.DurableStreams;

/// <summary>The number by which caches between tell the live requests of one time from those of another.</summary>
internal static class StreamCursor
{
    private const long IntervalSeconds = 20;

    /// <param name="before">The client's last number: the next one is larger.</param>
    public static long At(DateTimeOffset now, long before) => Math.Max(now.ToUnixTimeSeconds() / IntervalSeconds, before is >= 0 and < long.MaxValue ? before + 1 : 0);
}
