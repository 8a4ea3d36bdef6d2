using System.Diagnostics;

namespace AspireStreaming.Streaming;

/// <summary>The span of an append.</summary>
internal static class AppendSpan
{
    /// <param name="emitters">The spans that the code was in which emitted the events; null for none. The first one is the parent, others are linked.</param>
    /// <returns>Null when the first emitter's span is not recorded.</returns>
    public static Activity? Start(Guid jobId, int attempt, IEnumerable<Activity?> emitters, IReadOnlyList<JobEvent> events)
    {
        var parent = emitters.First();
        var span = parent is { Recorded: true }
            ? StreamingDiagnostics.Activities.StartActivity(TraceNames.Append, ActivityKind.Producer, parent.Context)
            : null;
        if (span is not { IsAllDataRequested: true })
        {
            return span;
        }

        span.SetTag(TraceNames.MessagingSystem, TraceNames.System)
            .SetTag(TraceNames.MessagingOperation, "append")
            .SetTag(TraceNames.MessagingOperationType, "send")
            .SetTag(TraceNames.MessagingBatchCount, events.Count)
            .SetTag(TraceNames.JobId, jobId.ToString("D"))
            .SetTag(TraceNames.JobAttempt, attempt)
            .SetTag(TraceNames.FirstEvent, events[0].Id.ToString())
            .SetTag(TraceNames.LastEvent, events[^1].Id.ToString());
        foreach (var other in emitters.Distinct().Where(other => other is { Recorded: true } && other != parent))
        {
            span.AddLink(new ActivityLink(other!.Context));
        }

        return span;
    }
}
