using System.Diagnostics;
using System.Globalization;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// The span of a stream that has ended, in the trace of its job. It is made at the end: an open stream would keep a span for hours, and a
/// span that has not ended is not exported.
/// </summary>
internal static class StreamSpan
{
    /// <returns>The span, which has begun with the stream. Null when the trace of the job is not recorded.</returns>
    public static Activity? Start(OpenStream open, StreamEnd end, DateTimeOffset now)
    {
        if (!StreamingDiagnostics.Activities.HasListeners())
        {
            return null;
        }

        var request = open.Origin.Request;
        var job = Spans.Parse(open.Traceparent);
        var parent = job == default ? request : job; // a job of an older version
        if (parent == default)
        {
            return null;
        }

        // A GET has a trace of its own. A POST is the parent.
        bool linked = request.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) && request.SpanId != parent.SpanId;
        var span = StreamingDiagnostics.Activities.StartActivity(
            TraceNames.Stream, ActivityKind.Consumer, parent, links: linked ? [new ActivityLink(request)] : null, startTime: open.Since);
        if (span is not { IsAllDataRequested: true })
        {
            return span;
        }

        span.SetEndTime(now.UtcDateTime)
            .SetTag(TraceNames.JobId, open.JobId.ToString("D"))
            .SetTag(TraceNames.StreamDialect, open.Dialect.Name)
            .SetTag(TraceNames.StreamEnd, Spans.Word(end))
            .SetTag(TraceNames.StreamResumed, open.IsResumed)
            .SetTag(TraceNames.StreamResets, open.Resets)
            .SetTag(TraceNames.StreamLargestLag, open.LargestLag)
            .SetTag(TraceNames.StreamBytes, open.Bytes)
            .SetTag(TraceNames.EventCount, open.Events);
        if (open.Events > 0)
        {
            span.SetTag(TraceNames.FirstEvent, open.First.ToString()).SetTag(TraceNames.LastEvent, open.Last.ToString());
        }

        int colon = open.Origin.Client.LastIndexOf(':'); // ::1:50432
        if (colon > 0 && int.TryParse(open.Origin.Client.AsSpan(colon + 1), CultureInfo.InvariantCulture, out int port))
        {
            span.SetTag(TraceNames.ClientAddress, open.Origin.Client[..colon]).SetTag(TraceNames.ClientPort, port);
        }

        if (end == StreamEnd.Stalled)
        {
            span.Fail(Spans.Word(end));
        }

        return span;
    }
}
