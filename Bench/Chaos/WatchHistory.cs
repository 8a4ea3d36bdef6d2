using AspireStreaming.Streaming;

namespace AspireStreaming.Bench.Chaos;

internal enum SightKind
{
    /// <summary>An event of the log.</summary>
    Event,

    /// <summary>The state up to a cursor instead of the events. The watcher asked for it.</summary>
    Snapshot,

    /// <summary>The state up to a cursor instead of the events. The server decided it.</summary>
    Reset,
}

/// <summary>One frame with an id, as it came.</summary>
/// <param name="At">Stopwatch ticks.</param>
internal sealed record Sight(SightKind Kind, EventId Id, string Name, byte[] Data, long At);

/// <summary>The frames that one watcher saw of a job, over all its connections, in order.</summary>
/// <param name="Watcher">For the report.</param>
/// <param name="Start">The cursor that it began with.</param>
internal sealed record WatchHistory(string Watcher, EventId Start)
{
    public List<Sight> Sights { get; } = [];

    /// <summary>Answers that no watcher should ever get, such as a status that makes a browser give up.</summary>
    public List<string> Faults { get; } = [];

    public int Connections { get; set; }

    /// <summary>The watcher saw the end: the last event, or the answer that no event follows.</summary>
    public bool Ended { get; set; }

    /// <summary>The watcher got the answer that there is no such job.</summary>
    public bool Gone { get; set; }

    /// <summary>The last cursor that the watcher knows.</summary>
    public EventId Cursor => Sights.Count > 0 ? Sights[^1].Id : Start;
}
