using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Support;

/// <summary>
/// The measurements of this process with one value of one tag, such as a pipeline that only this test has: those of parallel tests are
/// ignored.
/// </summary>
internal sealed class MetricCapture : IDisposable
{
    private readonly ConcurrentQueue<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> _measured = new();
    private readonly MeterListener _listener = new();
    private readonly (string Key, string Value) _own;

    public MetricCapture(string key, string value)
    {
        _own = (key, value);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == StreamingDiagnostics.Meter && !instrument.IsObservable)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The sum of all measurements with these tags.</summary>
    public double Sum(string name, params (string Key, string Value)[] tags) => Of(name, tags).Sum();

    /// <summary>The number of measurements with these tags.</summary>
    public int Count(string name, params (string Key, string Value)[] tags) => Of(name, tags).Count();

    public IEnumerable<double> Of(string name, params (string Key, string Value)[] tags) => _measured
        .Where(m => m.Name == name && tags.All(tag => m.Tags.Any(t => t.Key == tag.Key && $"{t.Value}" == tag.Value)))
        .Select(m => m.Value);

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == _own.Key && $"{tag.Value}" == _own.Value)
            {
                _measured.Enqueue((instrument.Name, value, tags.ToArray()));
                return;
            }
        }
    }
}
