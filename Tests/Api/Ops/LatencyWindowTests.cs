using AspireStreaming.Edge.Ops;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Ops;

/// <summary>Delivery delays. The instrument is that of the process, so other tests may measure too: these values are far from theirs.</summary>
public sealed class LatencyWindowTests
{
    private const double HourMs = 3_600_000;

    [Fact]
    public void PercentilesAreThoseOfAllNodesToAQuarter()
    {
        var one = new long[64];
        var other = new long[64];
        (one[10], one[20], other[30]) = (90, 5, 5);
        var latency = LatencyWindow.Percentiles([one, other]);
        Assert.Equal(100, latency.Count);
        Assert.Equal(0.05 * Math.Pow(1.25, 10), latency.P50Ms!.Value, 3);
        Assert.Equal(0.05 * Math.Pow(1.25, 20), latency.P95Ms!.Value, 3);
        Assert.Equal(0.05 * Math.Pow(1.25, 30), latency.P99Ms!.Value, 3);
        Assert.Equal(new DeliveryLatency(null, null, null, 0), LatencyWindow.Percentiles([]));
    }

    [Fact]
    public void OnlyTheLastMinuteCountsAndOnlyWhileSomeoneReads()
    {
        var time = new ManualTimeProvider();
        using var window = new LatencyWindow(time);
        Record();
        Assert.Equal(0, Slow(window)); // before the first read
        Record();
        Assert.Equal(1, Slow(window));
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, Slow(window));
        time.Advance(TimeSpan.FromSeconds(10));
        Record();
        Assert.Equal(2, Slow(window));
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(2, Slow(window));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, Slow(window));

        time.Advance(TimeSpan.FromSeconds(31)); // nobody reads: it has ended
        Record();
        Assert.Equal(0, Slow(window));
        Record();
        Assert.Equal(1, Slow(window));
    }

    private static void Record() => StreamMetrics.DeliveryDelay.Record(HourMs / 1000);

    private static long Slow(LatencyWindow window) => window.Read()[^1];
}
