using AspireStreaming.Streaming;

namespace AspireStreaming.Bench.Chaos;

internal enum SightKind
{
    /// <summary>An event of the log.</summary>
    Event,

    /// <summary>The state up to a cursor instead of the events, because the watcher asked for it.</summary>
    Snapshot,

    /// <summary>The same, because the server said that it had to be.</summary>
    Reset,
}

/// <summary>One frame with an id, as it came.</summary>
/// <param name="At">Stopwatch ticks.</param>
internal sealed record Sight(SightKind Kind, EventId Id, string Name, byte[] Data, long At);

/// <summary>All that one watcher saw of a job over all its connections, in order.</summary>
/// <param name="Watcher">For the report.</param>
/// <param name="Start">The cursor that it began with.</param>
internal sealed record WatchHistory(string Watcher, EventId Start)
{
    public List<Sight> Sights { get; } = [];

    /// <summary>Answers that no watcher should ever get, such as a status that makes a browser give up.</summary>
    public List<string> Faults { get; } = [];

    public int Connections { get; set; }

    /// <summary>It saw the end: the last event, or the answer that there is nothing more.</summary>
    public bool Ended { get; set; }

    /// <summary>It was told that there is no such job.</summary>
    public bool Gone { get; set; }

    /// <summary>The last place that it knows.</summary>
    public EventId Cursor => Sights.Count > 0 ? Sights[^1].Id : Start;
}
