namespace AspireStreaming.Streaming;

/// <summary>What a node is doing, for its heartbeat. A process may have several: the embedded host runs Api and Worker in one.</summary>
public interface INodeActivity
{
    /// <summary>Jobs that are being executed here.</summary>
    IReadOnlyList<Guid> Running { get; }

    /// <summary>Streams that are being served here.</summary>
    int Watchers { get; }
}
