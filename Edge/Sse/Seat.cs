namespace AspireStreaming.Api.Sse;

/// <summary>A watcher's place among those of a job.</summary>
internal sealed class Seat(JobStream stream, Watcher watcher)
{
    public JobStream Stream => stream;

    public Watcher Watcher => watcher;

    /// <summary>Where the job's stream keeps it.</summary>
    public int Index { get; set; }
}
