using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Sse;

/// <summary>One open connection, as seen by the threads that wake it.</summary>
internal sealed class Watcher
{
    private long _due;
    private volatile bool _closed;
    private volatile SseOutput? _stalled;

    public Wakeup Wakeup { get; } = new();

    /// <summary>Timestamp at which the connection has been silent for long enough.</summary>
    public long HeartbeatDue
    {
        get => Interlocked.Read(ref _due);
        set => Interlocked.Exchange(ref _due, value);
    }

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

    /// <summary>Ends the connection: after the frames that it sends now, or at once when its client reads too slowly to take them.</summary>
    public void Close()
    {
        _closed = true;
        Stalled?.CutOff();
        Wakeup.Signal();
    }
}
