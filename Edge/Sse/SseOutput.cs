using System.Buffers;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// An open event-stream response: own frames and shared frames go out in the order of the calls.
/// A client that reads nothing for <see cref="ApiOptions.StallTimeout"/> is cut off: it would hold memory for ever.
/// </summary>
internal abstract class SseOutput : IDisposable
{
    private const int MostUnsent = 16 * 1024;
    private const int MostAtOnce = 16 * 1024;

    /// <summary>A connection that sent this much without a pause yields its turn.</summary>
    private const int MostSendsInARow = 4;

    private readonly JobStreamHub _hub;
    private readonly ApiOptions _options;
    private readonly TimeProvider _time;
    private readonly long _heartbeat;
    private readonly CancellationTokenRegistration _aborted;
    private int _sendsInARow;
    private bool _hasTurn;
    private bool _stalled;
    private bool _overdue;

    protected SseOutput(JobStreamHub hub, ApiOptions options, TimeProvider time, CancellationToken aborted)
    {
        (_hub, _options, _time, Aborted) = (hub, options, time, aborted);
        _heartbeat = (long)(options.Heartbeat.TotalSeconds * time.TimestampFrequency);
        _aborted = Aborted.UnsafeRegister(static w => ((Watcher)w!).Wakeup.Signal(), Watcher);
        Touch();
    }

    /// <summary>Signaled when there may be something to send.</summary>
    public Watcher Watcher { get; } = new();

    /// <summary>The client has left.</summary>
    public CancellationToken Aborted { get; }

    /// <summary>The client has left, or it is made to reconnect: the server stops, or an operator closed the connection.</summary>
    public bool Closing => Aborted.IsCancellationRequested || Watcher.IsClosed || _hub.Stopping.IsCancellationRequested;

    /// <summary>Why the stream ends, if not by its job's end.</summary>
    public StreamEnd End => _stalled ? StreamEnd.Stalled
        : _overdue ? StreamEnd.ServerStopped
        : Watcher.IsClosed ? StreamEnd.Closed
        : Aborted.IsCancellationRequested ? StreamEnd.ClientLeft
        : _hub.Stopping.IsCancellationRequested ? StreamEnd.ServerStopped
        : StreamEnd.ClientLeft;

    /// <summary>Takes frames of this response alone, until <see cref="FlushAsync"/>.</summary>
    public abstract IBufferWriter<byte> Frames { get; }

    /// <summary>The written frames should be sent before more are added: a slow client holds their memory.</summary>
    public bool IsFull => Unsent > MostUnsent;

    /// <summary>Nothing was sent for <see cref="ApiOptions.Heartbeat"/>.</summary>
    public bool IsSilent => Watcher.HeartbeatDue <= _time.GetTimestamp();

    /// <summary>The right to a stream of this connection is to be announced, or has ended or changed.</summary>
    public bool IsAccessDue => Watcher.AccessDue is not long.MaxValue and var due && due <= _time.GetTimestamp();

    /// <summary>Bytes in <see cref="Frames"/>.</summary>
    protected abstract long Unsent { get; }

    /// <summary>Sends what was written into <see cref="Frames"/>.</summary>
    /// <returns>False when nothing more can be sent: the client has left, or was cut off.</returns>
    public abstract ValueTask<bool> FlushAsync();

    /// <summary>Sends shared frames as they are. Nothing else may be waiting to be sent.</summary>
    /// <returns>As <see cref="FlushAsync"/>.</returns>
    public abstract ValueTask<bool> SendAsync(FrameRun frames);

    /// <summary>Sends a frame of any length, and holds only a small part for a slow client.</summary>
    /// <returns>As <see cref="FlushAsync"/>.</returns>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> frame)
    {
        for (int at = 0; at < frame.Length; at += MostAtOnce)
        {
            Frames.Write(frame.Span[at..Math.Min(at + MostAtOnce, frame.Length)]);
            if (!await FlushAsync())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Clears the signal. Call it before looking for more to send.</summary>
    public void Clear() => Watcher.Wakeup.Clear();

    /// <summary>Looks for frames. Other connections send while this one waits for the store.</summary>
    public ValueTask<CursorState> LookAsync(JobCursor cursor)
    {
        var looking = cursor.LookAsync(Aborted);
        if (!looking.IsCompleted)
        {
            EndTurn();
        }

        return looking;
    }

    /// <summary>Waits for a wake-up that comes after <see cref="Clear"/>.</summary>
    public ValueTask WaitAsync()
    {
        _sendsInARow = 0;
        EndTurn();
        return Watcher.Wakeup.WaitAsync();
    }

    /// <summary>Between two sends: yields to other connections now and then.</summary>
    /// <param name="catchingUp">There is much more to send: waits for its turn among the lagging connections.</param>
    public ValueTask GiveWayAsync(bool catchingUp) =>
        ++_sendsInARow % MostSendsInARow == 0 ? GiveWayNowAsync(catchingUp) : ValueTask.CompletedTask;

    /// <summary>Ends the connection: the client reconnects from its cursor.</summary>
    public abstract void CutOff();

    /// <summary>Lets the client see that the response is not complete. Nothing may be sent after that.</summary>
    public virtual void LeaveUnfinished() => CutOff();

    public virtual void Dispose()
    {
        EndTurn();
        _aborted.Dispose();
    }

    /// <summary>Made only for clients that read slowly.</summary>
    protected Stall Stalling()
    {
        EndTurn();
        Watcher.Stalled = this;
        return new Stall(this, _options.StallTimeout, _time, _hub.Overdue);
    }

    /// <summary>Something was sent.</summary>
    protected void Sent(long bytes)
    {
        Watcher.BytesSent += bytes;
        Touch();
    }

    private void Touch() => Watcher.HeartbeatDue = _time.GetTimestamp() + _heartbeat;

    private void CutOffStalled()
    {
        _stalled = true;
        CutOff();
    }

    private void CutOffOverdue()
    {
        _overdue = true;
        CutOff();
    }

    private void EndTurn()
    {
        if (_hasTurn)
        {
            _hasTurn = false;
            _hub.EndTurn();
        }
    }

    private async ValueTask GiveWayNowAsync(bool catchingUp)
    {
        EndTurn();
        if (catchingUp)
        {
            await _hub.TakeTurnAsync(Aborted);
            _hasTurn = true;
        }

        await Task.Yield(); // the waking thread has others to wake
    }

    /// <summary>A send that waits for the client. The connection is cut off when it takes too long or blocks the server's stop.</summary>
    protected sealed class Stall(SseOutput output, TimeSpan timeout, TimeProvider time, CancellationToken overdue) : IAsyncDisposable
    {
        private readonly ITimer _timer = time.CreateTimer(static output => ((SseOutput)output!).CutOffStalled(), output, timeout, Timeout.InfiniteTimeSpan);
        private readonly CancellationTokenRegistration _overdue = overdue.UnsafeRegister(static output => ((SseOutput)output!).CutOffOverdue(), output);

        public async ValueTask DisposeAsync()
        {
            output.Watcher.Stalled = null;
            await _timer.DisposeAsync();
            await _overdue.DisposeAsync();
        }
    }
}
