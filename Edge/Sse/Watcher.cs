using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Sse;

/// <summary>One open connection, as seen by the threads that wake it.</summary>
internal sealed class Watcher
{
    private long _due;
    private long _accessDue = long.MaxValue;
    private long _accessEnds = long.MaxValue;
    private volatile bool _closed;
    private volatile SseOutput? _stalled;

    public Wakeup Wakeup { get; } = new();

    /// <summary>Timestamp at which the connection has been silent for long enough.</summary>
    public long HeartbeatDue
    {
        get => Interlocked.Read(ref _due);
        set => Interlocked.Exchange(ref _due, value);
    }

    /// <summary>Timestamp at which the connection has to look at its rights; <see cref="long.MaxValue"/>: never.</summary>
    public long AccessDue => Interlocked.Read(ref _accessDue);

    /// <summary>Bytes of the connection's body that were sent. One thread at a time writes it.</summary>
    public long BytesSent { get; set; }

    /// <summary>An operator closed the connection.</summary>
    public bool IsClosed => _closed;

    /// <summary>The output, while it waits for a client that reads slowly; else null.</summary>
    public SseOutput? Stalled
    {
        get => _stalled;
        set
        {
            _stalled = value;
            if (_closed)
            {
                value?.CutOff();
            }
        }
    }

    /// <summary>The connection looks at its rights: what changes from now on is looked at again.</summary>
    public void BeginAccess() => Interlocked.Exchange(ref _accessDue, long.MaxValue);

    /// <summary>The connection has looked at its rights.</summary>
    /// <param name="due">When it has to look again.</param>
    /// <param name="ends">When the first of them ends.</param>
    public void AwaitAccess(long due, long ends)
    {
        Interlocked.Exchange(ref _accessEnds, ends);
        Interlocked.CompareExchange(ref _accessDue, due, long.MaxValue);
    }

    /// <summary>A right has changed.</summary>
    /// <param name="ended">A client that reads too slowly to be told is cut off.</param>
    public void LookAtAccess(bool ended)
    {
        Interlocked.Exchange(ref _accessDue, 0);
        if (ended)
        {
            Stalled?.CutOff();
        }

        Wakeup.Signal();
    }

    /// <summary>Wakes the connection when it needs a heartbeat or has to look at its rights. A client that reads too slowly is cut off when its right ends.</summary>
    public void WakeIfDue(long now)
    {
        if (AccessDue <= now && Interlocked.Read(ref _accessEnds) <= now)
        {
            Stalled?.CutOff();
        }

        if (HeartbeatDue <= now || AccessDue <= now)
        {
            Wakeup.Signal();
        }
    }

    /// <summary>Ends the connection: after the frames that it sends now, or at once when its client reads too slowly to take them.</summary>
    public void Close()
    {
        _closed = true;
        Stalled?.CutOff();
        Wakeup.Signal();
    }
}
