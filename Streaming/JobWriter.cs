using System.Diagnostics;
using System.Runtime.ExceptionServices;
using AspireStreaming.Streaming.Events;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Streaming;

/// <summary>
/// Writes the events of one attempt. Events that arrive during an append are written together in the next append: a quiet job's event
/// is written at once, a busy job's events in batches. Repeats an append while the store is away. Ends when the log refuses the attempt.
/// Thread-safe.
/// </summary>
public sealed class JobWriter : IAsyncDisposable
{
    private const int MostBuffered = 4096;
    private const int MostPerAppend = 512;
    private const int MostBytesPerAppend = 1 << 20;

    private readonly IJobLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Guid _jobId;
    private readonly int _attempt;
    private readonly KeyValuePair<string, object?> _pipeline;
    private readonly Lock _lock = new();
    private readonly Queue<Group> _pending = new();
    private readonly SemaphoreSlim _room = new(MostBuffered);
    private readonly CancellationTokenSource _stop = new();
    private readonly Action? _cancelRequested;
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _busy;
    private long _seq;
    private long _accepted;
    private byte[] _digest;
    private List<Group> _writing = [];
    private ExceptionDispatchInfo? _failure;

    /// <param name="start">The attempt, and the state of the log that it continues from.</param>
    /// <param name="cancelRequested">Called when the log reports a cancel request, possibly many times.</param>
    public JobWriter(IJobLog log, AttemptStart start, TimeProvider time, ILogger logger, Action? cancelRequested = null)
    {
        (_log, _time, _logger, _cancelRequested) = (log, time, logger, cancelRequested);
        (_jobId, _attempt, _seq, _digest) = (start.JobId, start.Attempt, start.Seq, start.Digest);
        _pipeline = JobMetrics.Pipeline(start.Pipeline);
        _idle.SetResult();
    }

    /// <summary>The seq of the last event that is known to be in the log.</summary>
    public long Seq => Interlocked.Read(ref _seq);

    /// <summary>How many emits and commits this writer has taken.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Hands over an event to write. Waits only while too many events are waiting.</summary>
    /// <exception cref="AppendRefusedException">The log refused an earlier event: this attempt is over.</exception>
    public async ValueTask EmitAsync(string scope, EventPayload payload, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            Enqueue(new Group(scope, [payload], null, null, null, Activity.Current));
        }
        catch
        {
            _room.Release(); // the next waiter fails too
            throw;
        }
    }

    /// <summary>Writes events, checkpoint and status in one append, after all events emitted before, and waits until the append is done.</summary>
    /// <param name="payloads">One or more, so that watchers see the change.</param>
    /// <exception cref="AppendRefusedException">The log refused: this attempt is over, and none of these events is in the log.</exception>
    public Task CommitAsync(string scope, IReadOnlyList<EventPayload> payloads, Checkpoint? checkpoint, JobStatus? status, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payloads.Count);
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new Group(scope, payloads, checkpoint, status, written, Activity.Current));
        return written.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Stops writing. Events that are still waiting are dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
        }

        // The semaphore is not disposed: late emitters still use it.
        Task idle;
        lock (_lock)
        {
            idle = _idle.Task;
        }

        await idle;
    }

    private void Enqueue(Group group)
    {
        lock (_lock)
        {
            _failure?.Throw(); // with the place where it was thrown first
            _pending.Enqueue(group);
            Interlocked.Increment(ref _accepted);
            if (_busy)
            {
                return; // the next append writes it
            }

            _busy = true;
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        // Starts on this thread: when the call returns, an event of a quiet job is already sent.
        _ = PumpAsync();
    }

    /// <summary>Writes until nothing is waiting. Never fails: emitters get the error from <see cref="Fail"/>.</summary>
    private async Task PumpAsync()
    {
        try
        {
            while (TakeBatch() is { } batch)
            {
                await WriteAsync(batch);
            }

            return;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Fail(new ObjectDisposedException(nameof(JobWriter)));
        }
        catch (Exception e)
        {
            // Refused by the log, or an event that can't be written as JSON: the attempt ends either way, and later
            // emitters get the error.
            Fail(e);
        }

        TakeBatch();
    }

    /// <summary>The next append; null, and idle, when there is none.</summary>
    private List<Group>? TakeBatch()
    {
        lock (_lock)
        {
            if (_pending.Count == 0)
            {
                _busy = false;
                _idle.SetResult();
                return null;
            }

            var batch = new List<Group>();
            int events = 0;
            // A status change ends its append: the status holds for exactly the events up to it.
            while (_pending.TryPeek(out var next)
                && (batch.Count == 0 || events + next.Payloads.Count <= MostPerAppend)
                && (batch.Count == 0 || batch[^1].Status is null))
            {
                batch.Add(_pending.Dequeue());
                events += next.Payloads.Count;
            }

            return batch;
        }
    }

    private async Task WriteAsync(List<Group> batch)
    {
        _writing = batch;
        while (batch.Count > 0)
        {
            var events = new List<JobEvent>();
            var digest = _digest;
            int bytes = 0;
            int taken = 0;
            while (taken < batch.Count && (taken == 0 || bytes < MostBytesPerAppend))
            {
                foreach (var payload in batch[taken].Payloads)
                {
                    var e = Encode(payload, batch[taken].Scope, _seq + events.Count + 1, digest);
                    digest = LogDigest.Next(digest, e.Data.Span);
                    bytes += e.Data.Length;
                    events.Add(e);
                }

                taken++;
            }

            var groups = batch[..taken];
            using (var span = AppendSpan.Start(_jobId, _attempt, groups.Select(g => g.Emitter), events))
            {
                events[^1] = span.Traceparent() is { } traceparent ? events[^1] with { Traceparent = traceparent } : events[^1];
                await AppendAsync(
                    new JobAppend(
                        _jobId, _attempt, _seq, events, digest,
                        [.. groups.Where(g => g.Checkpoint is not null).Select(g => g.Checkpoint!)],
                        groups[^1].Status),
                    span);
            }

            Interlocked.Add(ref _seq, events.Count);
            JobMetrics.Appended(_pipeline, events.Count, groups[^1].Status, groups[^1].Payloads);
            _digest = digest;
            groups.ForEach(Written);
            _writing = batch = batch[taken..];
        }
    }

    private JobEvent Encode(EventPayload payload, string scope, long seq, byte[] digest)
    {
        if (payload is DoneEvent done)
        {
            payload = done with { EventCount = seq, Digest = LogDigest.Hex(digest) };
        }

        return EventEncoder.Encode(_jobId, new EventId(_attempt, seq), _time.GetUtcNow(), payload, scope);
    }

    private async Task AppendAsync(JobAppend append, Activity? span)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                var result = await _log.AppendAsync(append, _stop.Token);
                if (result.CancelRequested)
                {
                    _cancelRequested?.Invoke();
                }

                if (result.Outcome != AppendOutcome.Appended)
                {
                    span.Fail(Spans.Word(result.Outcome));
                    JobMetrics.AppendsRefused.Add(1, _pipeline, JobMetrics.Reason(result.Outcome));
                    throw new AppendRefusedException(_jobId, _attempt, result.Outcome);
                }

                return;
            }
            catch (StoreUnavailableException e)
            {
                if (failures is 0 or 10 || failures % 100 == 0)
                {
                    _logger.LogWarning("Job {JobId}: the log can't be written, {Waiting} events wait: {Reason}", _jobId, append.Events.Count, e.Message);
                }

                await Task.Delay(Backoff.Delay(failures, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)), _time, _stop.Token);
            }
        }
    }

    private void Written(Group group)
    {
        if (group.Done is null)
        {
            _room.Release();
        }

        group.Done?.TrySetResult();
    }

    private void Fail(Exception failure)
    {
        List<Group> dropped;
        lock (_lock)
        {
            _failure ??= ExceptionDispatchInfo.Capture(failure);
            dropped = [.. _writing, .. _pending];
            _pending.Clear();
        }

        foreach (var group in dropped)
        {
            group.Done?.TrySetException(failure);
        }

        // Each waiting emitter sees the failure and releases the next one.
        _room.Release();
    }

    /// <param name="Done">Set for a commit, whose caller waits for it.</param>
    /// <param name="Emitter">The span of the code that emitted the events.</param>
    private sealed record Group(
        string Scope, IReadOnlyList<EventPayload> Payloads, Checkpoint? Checkpoint, JobStatus? Status, TaskCompletionSource? Done, Activity? Emitter);
}
