namespace AspireStreaming.Streaming;

/// <summary>The activity of a node, for its heartbeat. A process may have several: the embedded host is Api and Worker.</summary>
public interface INodeActivity
{
    /// <summary>Jobs that this node executes.</summary>
    IReadOnlyList<Guid> Running { get; }

    /// <summary>Names of the pipelines that this node executes.</summary>
    IReadOnlyList<string> Pipelines { get; }

    /// <summary>The number of streams that this node serves.</summary>
    int Watchers { get; }

    /// <summary>Adds to the heartbeat what only this kind of activity has.</summary>
    NodeInfo Complete(NodeInfo node) => node;
}
