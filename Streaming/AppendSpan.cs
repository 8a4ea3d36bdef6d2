using System.Diagnostics;

namespace AspireStreaming.Streaming;

/// <summary>The span of an append.</summary>
public static class AppendSpan
{
    /// <param name="emitters">The spans that the code was in which emitted the events; null for none. The first one is the parent, others are linked.</param>
    /// <returns>Null when the first emitter's span is not recorded.</returns>
    internal static Activity? Start(Guid jobId, int attempt, IEnumerable<Activity?> emitters, IReadOnlyList<JobEvent> events)
    {
        var parent = emitters.First();
        var span = Start(jobId, attempt, parent?.Context ?? default, events);
        foreach (var other in emitters.Distinct().Where(other => span is { IsAllDataRequested: true } && other is { Recorded: true } && other != parent))
        {
            span!.AddLink(new ActivityLink(other!.Context));
        }

        return span;
    }

    /// <param name="parent">The span that the events belong to, which may be another process's.</param>
    /// <returns>Null when the parent is not recorded.</returns>
    public static Activity? Start(Guid jobId, int attempt, ActivityContext parent, IReadOnlyList<JobEvent> events)
    {
        var span = parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? StreamingDiagnostics.Activities.StartActivity(TraceNames.Append, ActivityKind.Producer, parent)
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
        return span;
    }
}
