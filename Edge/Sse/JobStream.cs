using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// One job as this node's watchers of one dialect see it: one tail of its log, one window of shared frames, and the watchers to
/// wake when there are more.
/// </summary>
internal sealed class JobStream : IAsyncDisposable
{
    private readonly IJobLog _log;
    private readonly Func<long> _mostBytes;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _opened;
    private readonly long _began;
    private readonly ILogger _logger;
    private readonly FanOutSpans? _spans;
    private readonly CancellationTokenSource _stop = new();
    private readonly Coalescer _wake;
    private readonly Task _pump;

    /// <param name="start">Where the window begins: an id of the log, or none for its start.</param>
    /// <param name="mostBytes">How much the window may hold, by now.</param>
    /// <param name="coalesce">Watchers are woken at most this often.</param>
    /// <param name="spans">Records how long events took to the watchers; null for none.</param>
    public JobStream(
        Guid jobId,
        IDialect dialect,
        EventId start,
        IJobLog log,
        Func<long> mostBytes,
        TimeSpan coalesce,
        TimeProvider time,
        ILogger logger,
        FanOutSpans? spans = null)
    {
        (JobId, Dialect, Frames, _log, _mostBytes, _time, _logger) = (jobId, dialect, new FrameLog(start), log, mostBytes, time, logger);
        _spans = spans;
        (_opened, _began) = (time.GetUtcNow(), time.GetTimestamp());
        _wake = new Coalescer(Seats.WakeAll, coalesce, time);
        // The stream outlives the request of its first watcher: it must not keep that request's span, nor add its own reads to it.
        using (ExecutionContext.IsFlowSuppressed() ? null : (IDisposable)ExecutionContext.SuppressFlow())
        {
            _pump = Task.Run(() => PumpAsync(start));
        }
    }

    public Guid JobId { get; }

    public IDialect Dialect { get; }

    public FrameLog Frames { get; }

    /// <summary>The job's last event is in the window.</summary>
    public bool Ended { get; private set; }

    /// <summary>The job's last event is in the window, or just about to be.</summary>
    public bool HasLastEvent { get; private set; }

    /// <summary>The log lost events that are in the window: it is out of date.</summary>
    public bool Broken { get; private set; }

    /// <summary>Trace context of the request that started the job; null when it has none, or the window does not begin with the job's first event.</summary>
    public string? Traceparent { get; private set; }

    /// <summary>When the last watcher left; null while there is one. Set by the hub.</summary>
    public long? IdleSince { get; set; }

    public Seats Seats { get; } = new();

    /// <summary>How long the first event after a position has been here; zero when there is none.</summary>
    public TimeSpan AgeAfter(EventId position) => Frames.ArrivalAfter(position) is { } arrival
        ? TimeSpan.FromMilliseconds(ElapsedMilliseconds() - arrival)
        : TimeSpan.Zero;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump;
        _wake.Dispose();
        _stop.Dispose();
    }

    private async Task PumpAsync(EventId start)
    {
        using var scope = _logger.BeginScope(new JobLogScope(JobId, null));
        var dialect = Dialect.ForLog();
        try
        {
            await foreach (var batch in _log.TailAsync(JobId, start, _stop.Token))
            {
                if (batch[0].Id.Seq == 1)
                {
                    Traceparent = batch.TakeWhile(e => e.Id.Attempt == 0).LastOrDefault(e => e.Traceparent is not null)?.Traceparent;
                }

                HasLastEvent |= batch[^1].Type == EventTypes.Done; // before its frames
                Frames.Append(batch, dialect, _mostBytes(), ElapsedMilliseconds());
                _wake.Call();
                Measure(batch);
                _spans?.Record(this, batch);
            }

            Ended = true;
        }
        catch (CursorNotFoundException)
        {
            Broken = true;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // After any error the watchers must not wait for ever: they start again with another stream.
            _logger.LogError("Following job {JobId} broke off: {Error}", JobId, e.Outline());
            Broken = true;
        }
        finally
        {
            Seats.WakeAll();
        }
    }

    private int ElapsedMilliseconds() => (int)Math.Min(int.MaxValue, _time.GetElapsedTime(_began).TotalMilliseconds);

    private void Measure(IReadOnlyList<JobEvent> batch)
    {
        try
        {
            if (StreamMetrics.DeliveryDelay.Enabled && EventEncoder.At(batch[^1]) is var at && at >= _opened)
            {
                StreamMetrics.DeliveryDelay.Record(Math.Max(0, (_time.GetUtcNow() - at).TotalSeconds));
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // Served as it is in the log; only its age can't be measured.
        }
    }
}
