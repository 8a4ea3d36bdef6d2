using System.Diagnostics.Metrics;

namespace AspireStreaming.Streaming;

/// <summary>How many events per second this process appends to logs.</summary>
internal sealed class AppendRate : IDisposable
{
    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();
    private long _count;
    private (long Count, long At) _last;

    public AppendRate(TimeProvider time)
    {
        _time = time;
        _last = (0, time.GetTimestamp());
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument == JobMetrics.EventsAppended)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _count, count));
        _listener.Start();
    }

    /// <summary>The mean since the call before.</summary>
    public double Read()
    {
        var now = (Count: Interlocked.Read(ref _count), At: _time.GetTimestamp());
        double seconds = _time.GetElapsedTime(_last.At, now.At).TotalSeconds;
        double rate = seconds > 0 ? (now.Count - _last.Count) / seconds : 0;
        _last = now;
        return Math.Round(rate, 2);
    }

    public void Dispose() => _listener.Dispose();
}
