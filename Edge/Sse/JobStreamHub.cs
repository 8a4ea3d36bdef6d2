using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Streaming;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>The watched jobs of this node: one <see cref="JobStream"/> each (and dialect), made for the first watcher and dropped after the last.</summary>
internal sealed class JobStreamHub : BackgroundService, INodeActivity
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    /// <summary>The longest time from the check of a right to the opened stream.</summary>
    private static readonly TimeSpan Opening = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan GraceWhenStopping = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(Guid, string), JobStream> _streams = [];
    private readonly Lock _lock = new();
    private readonly IJobLog _log;
    private readonly ApiOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobStreamHub> _logger;
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly CancellationTokenSource _overdue = new();
    private readonly Dictionary<long, OpenStream> _open = [];
    private readonly Dictionary<Guid, (int Revocations, long At)> _revoked = [];
    private readonly Lock _openLock = new();
    private int _watchers;
    private long _deliveredByEnded;

    public JobStreamHub(
        IJobLog log, StreamSlots slots, IOptions<ApiOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<JobStreamHub> logger)
    {
        (_log, Slots, Pages, _options, _time, _logger, Stopping) = (log, slots, new PageReads(log), options.Value, time, logger, lifetime.ApplicationStopping);
        Stopping.UnsafeRegister(static hub => ((JobStreamHub)hub!).Stop(), this);
        StreamMetrics.Observe(this);
    }

    public IReadOnlyList<Guid> Running => [];

    public IReadOnlyList<string> Pipelines => [];

    /// <summary>The server stops: streams end, and their clients reconnect to another node.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>The stop has taken so long that the server no longer waits for clients that don't read.</summary>
    public CancellationToken Overdue => _overdue.Token;

    /// <summary>How many streams there may be.</summary>
    public StreamSlots Slots { get; }

    /// <summary>Reads of events before the windows.</summary>
    public PageReads Pages { get; }

    public int Watchers => Volatile.Read(ref _watchers);

    /// <summary>Watched jobs, counted for each dialect. Includes those whose last watcher has just left.</summary>
    public int Jobs => _streams.Count;

    /// <summary>Events that the streams of this node have sent, each counted once for each stream. Never less than before.</summary>
    public long Delivered
    {
        get
        {
            lock (_openLock)
            {
                return _deliveredByEnded + _open.Values.Sum(stream => stream.Events);
            }
        }
    }

    /// <summary>A seat at the stream of a job, until <see cref="ReleaseAsync"/>.</summary>
    /// <param name="start">Where the window begins if this is the first watcher: an id of the log, or none.</param>
    public Seat Acquire(Guid jobId, IDialect dialect, EventId start, OpenStream open)
    {
        lock (_lock)
        {
            if (!_streams.TryGetValue((jobId, dialect.Name), out var stream) || stream.Broken)
            {
                stream = new JobStream(
                    jobId, dialect, start, _log, MostBytes, _options.Coalesce, _time, _logger, StreamingDiagnostics.Activities.HasListeners() ? new FanOutSpans(_options.FanOutSpanInterval, _time) : null);
                _streams[(jobId, dialect.Name)] = stream;
            }

            var seat = new Seat(stream, open);
            stream.Seats.Add(seat);
            open.Seat = seat;
            stream.IdleSince = null;
            _watchers++;
            return seat;
        }
    }

    /// <summary>The open streams of this node, those without a seat included.</summary>
    public IReadOnlyList<OpenStream> ListOpen()
    {
        lock (_openLock)
        {
            return [.. _open.Values];
        }
    }

    /// <summary>An open stream by its number; null when it is not open here.</summary>
    public OpenStream? Find(long number)
    {
        lock (_openLock)
        {
            return _open.GetValueOrDefault(number);
        }
    }

    /// <summary>Ends the streams of a job that were opened with revoked capabilities, and those that are just being opened with one.</summary>
    /// <param name="revocations">Capabilities of fewer revocations are void.</param>
    /// <returns>How many were open.</returns>
    public int Revoke(Guid jobId, int revocations)
    {
        List<OpenStream> ended;
        long now = _time.GetTimestamp();
        lock (_openLock)
        {
            foreach (var (old, _) in _revoked.Where(job => _time.GetElapsedTime(job.Value.At, now) > Opening).ToList())
            {
                _revoked.Remove(old);
            }

            _revoked[jobId] = (revocations, now);
            ended = [.. _open.Values.Where(open => open.JobId == jobId && open.Access?.Revocations < revocations)];
        }

        ended.ForEach(open => open.Access!.Revoke());
        return ended.Count;
    }

    /// <summary>How far each open stream is behind the last event of its job that this node knows.</summary>
    public IEnumerable<StreamLag> ListLags()
    {
        var now = _time.GetUtcNow();
        foreach (var open in ListOpen())
        {
            var (stream, last) = (open.Seat?.Stream, open.Last);
            long events = stream is null ? 0 : Math.Max(0, stream.Frames.Current.Last.Seq - last.Seq);
            var behind = events == 0 ? TimeSpan.Zero : stream!.AgeAfter(last);
            var age = now - open.Since; // the events may have been here before the client; the clock may have been set back
            yield return new StreamLag(open, last, events, age < TimeSpan.Zero || behind < age ? behind : age);
        }
    }

    /// <summary>
    /// Waits for the caller's turn to send a part of its history. Half of the cores send history: the others are kept for live
    /// watchers. The caller then calls <see cref="EndTurn"/>.
    /// </summary>
    public Task TakeTurnAsync(CancellationToken cancellationToken) => _turns.WaitAsync(cancellationToken);

    /// <inheritdoc cref="TakeTurnAsync"/>
    public void EndTurn() => _turns.Release();

    public async ValueTask ReleaseAsync(Seat seat)
    {
        var stream = seat.Stream;
        seat.Open.Traceparent ??= stream.Traceparent;
        bool orphaned = false;
        lock (_lock)
        {
            _watchers--;
            seat.Open.Seat = null;
            if (stream.Seats.Remove(seat) == 0)
            {
                stream.IdleSince = _time.GetTimestamp();
                orphaned = _streams.GetValueOrDefault((stream.JobId, stream.Dialect.Name)) != stream; // a broken one that was replaced
            }
        }

        if (orphaned)
        {
            await stream.DisposeAsync();
        }
    }

    /// <summary>A client has opened a stream. It is open until <see cref="End"/>, also while it has no seat.</summary>
    public void Begin(OpenStream open)
    {
        bool revoked;
        lock (_openLock)
        {
            _open.Add(open.Number, open);
            revoked = open.Access?.Revocations is { } known && _revoked.TryGetValue(open.JobId, out var last) && known < last.Revocations;
        }

        if (revoked)
        {
            open.Access!.Revoke();
        }
        else if (open.Access is not null)
        {
            open.Watcher.LookAtAccess(ended: false);
        }

        StreamMetrics.Begin(open);
    }

    /// <summary>A stream has ended; its seat is released already. The first reason stands.</summary>
    public void End(OpenStream open, StreamEnd end)
    {
        lock (_openLock)
        {
            if (!_open.Remove(open.Number))
            {
                return;
            }

            open.End = end;
            _deliveredByEnded += open.Events;
        }

        StreamMetrics.End(end);
        using var span = StreamSpan.Start(open, end, _time.GetUtcNow());
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            using var scope = _logger.BeginScope(new JobLogScope(open.JobId, open.Last.Attempt));
            _logger.LogDebug("Stream {Number} of {Client} ended: {End}, {Events} events", open.Number, open.Origin.Client, end, open.Events);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _overdue.Dispose(); // not the semaphore: late watchers still release it, and it holds no other resources
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        StreamMetrics.Begin();
        using var timer = new PeriodicTimer(TimeSpan.FromTicks(Math.Min(_options.Heartbeat.Ticks / 4, TimeSpan.TicksPerSecond)), _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TickAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The watchers end by themselves: they see the same token.
        }
    }

    /// <summary>Wakes all watchers, which then leave.</summary>
    private void Stop()
    {
        _overdue.CancelAfter(GraceWhenStopping);
        Streams().ForEach(stream => stream.Seats.WakeAll());
    }

    private List<JobStream> Streams()
    {
        lock (_lock)
        {
            return [.. _streams.Values];
        }
    }

    private async Task TickAsync()
    {
        long now = _time.GetTimestamp();
        List<JobStream> streams;
        List<JobStream> idle;
        lock (_lock)
        {
            idle = [.. _streams.Values.Where(s => s.IdleSince is { } since && (s.Broken || _time.GetElapsedTime(since, now) > Linger))];
            idle.ForEach(s => _streams.Remove((s.JobId, s.Dialect.Name)));
            streams = [.. _streams.Values];
        }

        foreach (var stream in streams)
        {
            stream.Seats.WakeDue(now);
        }

        foreach (var stream in idle)
        {
            await stream.DisposeAsync();
        }
    }

    private long MostBytes() => Math.Clamp(_options.WindowBytes / Math.Max(1, _streams.Count), 64 << 10, _options.WindowBytesPerJob);
}
