using System.Diagnostics;
using System.Numerics;

namespace AspireStreaming.Bench.Load;

/// <summary>Latencies in buckets that are at most 3 % wide, from a nanosecond to hours. One writer.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 5;

    private readonly long[] _counts = new long[64 << SubBits];

    public long Count { get; private set; }

    public void Record(long ticks)
    {
        ulong value = (ulong)Math.Max(ticks, 1);
        int exponent = Math.Max(0, BitOperations.Log2(value) - SubBits);
        _counts[(exponent << SubBits) + (int)(value >> exponent)]++;
        Count++;
    }

    /// <param name="share">0 to 1, as in 0.99.</param>
    /// <returns>The upper edge of the bucket of the percentile; zero when nothing was recorded.</returns>
    public TimeSpan Percentile(double share)
    {
        long left = (long)Math.Ceiling(Count * share);
        for (int i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left <= 0 && Count > 0)
            {
                int exponent = Math.Max(0, (i >> SubBits) - 1);
                return Stopwatch.GetElapsedTime(0, ((long)i - ((long)exponent << SubBits) + 1) << exponent);
            }
        }

        return TimeSpan.Zero;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }
}
