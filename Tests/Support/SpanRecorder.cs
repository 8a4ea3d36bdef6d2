using System.Collections.Concurrent;
using System.Diagnostics;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Support;

/// <summary>Records the product's spans of one trace in this process: those of parallel tests are ignored.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ActivityListener _listener;

    public SpanRecorder()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreamingDiagnostics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == _trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == _trace)
                {
                    _ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The trace context that jobs of the test are started with.</summary>
    public string Request => $"00-{_trace}-00f067aa0ba902b7-01";

    /// <summary>The spans that have ended, in that order.</summary>
    public IReadOnlyList<Activity> Spans => [.. _ended];

    /// <summary>The spans of that name, in the order of their ends.</summary>
    public IReadOnlyList<Activity> Named(string name) => [.. _ended.Where(span => span.DisplayName == name || span.OperationName == name)];

    public void Dispose() => _listener.Dispose();
}
