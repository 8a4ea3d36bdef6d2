namespace AspireStreaming.Edge.Sse;

/// <summary>An open stream's place among those of a job.</summary>
internal sealed class Seat(JobStream stream, OpenStream open)
{
    public JobStream Stream => stream;

    public OpenStream Open => open;

    public Watcher Watcher => open.Watcher;

    /// <summary>The seat's index in the stream.</summary>
    public int Index { get; set; }
}
