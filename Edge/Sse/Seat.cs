namespace AspireStreaming.Edge.Sse;

/// <summary>A watcher's place among those of a job.</summary>
internal sealed class Seat(JobStream stream, Watcher watcher)
{
    public JobStream Stream => stream;

    public Watcher Watcher => watcher;

    /// <summary>The seat's index in the stream.</summary>
    public int Index { get; set; }
}
