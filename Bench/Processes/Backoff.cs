namespace AspireStreaming.Bench.Processes;

/// <summary>How long to wait before a crashed child is started again.</summary>
internal static class Backoff
{
    /// <summary>A child that ran this long was not crashing at start: count from one again.</summary>
    public static readonly TimeSpan StableAfter = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Doubles with each crash in a row, with ±25 % jitter so that replicas don't come back in step.</summary>
    public static TimeSpan After(int crashes)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(crashes - 1, 0, 10));
        var bounded = doubled < Longest ? doubled : Longest;
        return bounded * (0.75 + Random.Shared.NextDouble() / 2);
    }
}
