using System.Diagnostics.Metrics;
using AspireStreaming.Edge.Sse;

namespace AspireStreaming.Edge.Ops;

/// <summary>
/// The delivery delays of this process over the last 30 to 60 seconds, in buckets that grow by a quarter. It measures only while someone
/// reads.
/// </summary>
internal sealed class LatencyWindow : IDisposable
{
    private const double FirstBoundMs = 0.05;
    private const double Growth = 1.25;
    private const int Buckets = 64;

    private static readonly TimeSpan Half = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ITimer _end;
    private MeterListener? _listener;
    private long[] _current = new long[Buckets];
    private long[] _before = new long[Buckets];
    private long _turned;

    public LatencyWindow(TimeProvider time)
    {
        _time = time;
        _end = time.CreateTimer(static window => ((LatencyWindow)window!).Stop(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The number of measurements of each bucket. The first call begins to measure; half a minute after the last call it ends.</summary>
    public long[] Read()
    {
        _end.Change(Half, Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            if (_listener is null)
            {
                Clear();
                _listener = Listen();
            }

            Turn();
            return [.. _current.Zip(_before, (a, b) => a + b)];
        }
    }

    /// <summary>The percentiles over the buckets of several nodes.</summary>
    public static DeliveryLatency Percentiles(IEnumerable<IReadOnlyList<long>> nodes)
    {
        var sum = new long[Buckets];
        foreach (var buckets in nodes)
        {
            for (int i = 0; i < Math.Min(Buckets, buckets.Count); i++)
            {
                sum[i] += buckets[i];
            }
        }

        long count = sum.Sum();
        return new DeliveryLatency(At(0.5), At(0.95), At(0.99), count);

        double? At(double share)
        {
            long left = (long)Math.Ceiling(share * count);
            for (int i = 0; left > 0 && i < Buckets; i++)
            {
                left -= sum[i];
                if (left <= 0)
                {
                    return Math.Round(FirstBoundMs * Math.Pow(Growth, i), 3);
                }
            }

            return null;
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        Stop();
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument == StreamMetrics.DeliveryDelay)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Add(seconds * 1000));
        listener.Start();
        return listener;
    }

    private void Add(double milliseconds)
    {
        int bucket = milliseconds <= FirstBoundMs ? 0 : (int)Math.Ceiling(Math.Log(milliseconds / FirstBoundMs) / Math.Log(Growth));
        lock (_lock)
        {
            Turn();
            _current[Math.Min(bucket, Buckets - 1)]++;
        }
    }

    /// <summary>Drops what is older than a minute.</summary>
    private void Turn()
    {
        var age = _time.GetElapsedTime(_turned);
        if (age < Half)
        {
            return;
        }

        (_before, _current) = (age < 2 * Half ? _current : new long[Buckets], new long[Buckets]);
        _turned = _time.GetTimestamp();
    }

    private void Clear() => (_current, _before, _turned) = (new long[Buckets], new long[Buckets], _time.GetTimestamp());

    private void Stop()
    {
        MeterListener? listener;
        lock (_lock)
        {
            (listener, _listener) = (_listener, null);
        }

        listener?.Dispose(); // outside the lock: it waits for callbacks, which take the lock
    }
}
