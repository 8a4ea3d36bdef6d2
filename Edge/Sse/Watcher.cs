using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Sse;

/// <summary>One open connection, as seen by the threads that wake it.</summary>
internal sealed class Watcher
{
    private long _due;

    public Wakeup Wakeup { get; } = new();

    /// <summary>Timestamp at which the connection has been silent for long enough.</summary>
    public long HeartbeatDue
    {
        get => Interlocked.Read(ref _due);
        set => Interlocked.Exchange(ref _due, value);
    }
}
