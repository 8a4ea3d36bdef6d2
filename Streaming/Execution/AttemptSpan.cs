using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Streaming.Execution;

/// <summary>The span of one attempt, in the trace of the request that started the job, with a link to the attempt before.</summary>
internal sealed class AttemptSpan
{
    private readonly AttemptStart _start;
    private readonly Activity? _span;
    private readonly JobLogScope _scope;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private string? _outcome;

    /// <param name="start">The attempt, which has begun.</param>
    /// <param name="queuedAt">Since when the job waited for a worker; null when it did not wait.</param>
    public AttemptSpan(AttemptStart start, DateTimeOffset? queuedAt, TimeProvider time, ILogger logger)
    {
        (_start, _scope, _time, _logger) = (start, new JobLogScope(null, start.Attempt), time, logger);
        var request = Spans.Parse(start.Traceparent);
        if (queuedAt is { } since && request != default)
        {
            RecordWait(start, request, since, time.GetUtcNow());
        }

        var before = Spans.Parse(start.LastSpan);
        _span = StreamingDiagnostics.Activities.StartActivity(
            TraceNames.Attempt(start.Pipeline), ActivityKind.Consumer, request, links: before == default ? null : [new ActivityLink(before)]);
        if (_span is { IsAllDataRequested: true })
        {
            Tag(_span, start)
                .SetTag(TraceNames.MessagingSystem, TraceNames.System)
                .SetTag(TraceNames.MessagingOperation, "run")
                .SetTag(TraceNames.MessagingOperationType, "process")
                .SetTag(TraceNames.MessagingDestination, start.Pipeline)
                .SetTag(TraceNames.MessagingMessageId, start.JobId.ToString("D"));
        }
    }

    /// <summary>Notes the span with the job, for a link from the next attempt. Call it before the first event: this worker may be lost.</summary>
    public Task NoteAsync(IJobStore store, CancellationToken cancellationToken) => _span.Traceparent() is not { } traceparent
        ? Task.CompletedTask
        : StorePatience.AskAsync(
            async token =>
            {
                await store.NoteAttemptSpanAsync(_start.JobId, _start.Attempt, traceparent, token);
                return true;
            },
            _time,
            cancellationToken);

    /// <summary>
    /// Makes this the parent of the spans of the caller's asynchronous method, up to its end. A step that is tried again needs it: its
    /// caller's code began in the attempt before.
    /// </summary>
    public void Activate()
    {
        if (_span is not null)
        {
            Activity.Current = _span;
        }
    }

    /// <summary>As <see cref="Activate"/>, and log lines carry the attempt. Such scopes must not be nested.</summary>
    /// <returns>The logging scope, to be disposed.</returns>
    public IDisposable? Enter()
    {
        Activate();
        return _logger.BeginScope(_scope);
    }

    /// <summary>Ends the span: the same worker has begun another attempt.</summary>
    public AttemptSpan Replace(AttemptStart again)
    {
        End("replaced");
        return new AttemptSpan(again, null, _time, _logger);
    }

    /// <summary>Ends the span.</summary>
    /// <param name="outcome">As in <c>completed</c>, <c>handed_back</c> or <c>lost</c>. The first one is kept.</param>
    /// <param name="errorType">Set when the attempt failed.</param>
    public void End(string outcome, string? errorType = null)
    {
        if (_outcome is not null)
        {
            return;
        }

        _outcome = outcome;
        _span?.SetTag(TraceNames.JobOutcome, outcome);
        if (errorType is not null)
        {
            _span.Fail(errorType);
        }

        _span?.Dispose();
    }

    private static void RecordWait(AttemptStart start, ActivityContext request, DateTimeOffset since, DateTimeOffset now)
    {
        // The clock of the store may be ahead of this one.
        using var wait = StreamingDiagnostics.Activities.StartActivity(
            TraceNames.QueueWait, ActivityKind.Internal, request, startTime: since < now ? since : now);
        if (wait is { IsAllDataRequested: true })
        {
            Tag(wait, start).SetEndTime(now.UtcDateTime);
        }
    }

    private static Activity Tag(Activity span, AttemptStart start) => span
        .SetTag(TraceNames.JobId, start.JobId.ToString("D"))
        .SetTag(TraceNames.JobPipeline, start.Pipeline)
        .SetTag(TraceNames.JobAttempt, start.Attempt);
}
