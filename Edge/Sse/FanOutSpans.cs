using System.Diagnostics;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// Samples of how long events of one job take from their writer to this node's watchers: one span an interval, and one for the last event of
/// the job. A span is the child of the append's.
/// </summary>
internal sealed class FanOutSpans(TimeSpan interval, TimeProvider time)
{
    /// <summary>In whole milliseconds, as the times of events are.</summary>
    private readonly DateTimeOffset _opened = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
    private long? _last;

    /// <summary>The watchers of a stream were just told of events. One thread at a time calls it.</summary>
    public void Record(JobStream stream, IReadOnlyList<JobEvent> batch)
    {
        if (batch[^1].Traceparent is not { } traceparent || !StreamingDiagnostics.Activities.HasListeners()
            || (_last is { } last && time.GetElapsedTime(last) < interval && batch[^1].Type != EventTypes.Done))
        {
            return;
        }

        try
        {
            var (at, now) = (EventEncoder.At(batch[^1]), time.GetUtcNow());
            if (at < _opened)
            {
                return; // read from the log: no one waited for it
            }

            _last = time.GetTimestamp();
            using var span = StreamingDiagnostics.Activities.StartActivity(
                TraceNames.FanOut, ActivityKind.Internal, Spans.Parse(traceparent), startTime: at < now ? at : now); // the writer's clock may be ahead
            if (span is { IsAllDataRequested: true })
            {
                span.SetEndTime(now.UtcDateTime)
                    .SetTag(TraceNames.JobId, stream.JobId.ToString("D"))
                    .SetTag(TraceNames.FirstEvent, batch[0].Id.ToString())
                    .SetTag(TraceNames.LastEvent, batch[^1].Id.ToString())
                    .SetTag(TraceNames.EventCount, batch.Count)
                    .SetTag(TraceNames.StreamDialect, stream.Dialect.Name)
                    .SetTag(TraceNames.StreamWatchers, stream.Seats.Count);
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // Served as it is in the log; only its age can't be measured.
        }
    }
}
