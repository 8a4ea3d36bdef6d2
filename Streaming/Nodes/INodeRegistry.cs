using System.Text.Json;

namespace AspireStreaming.Streaming;

/// <summary>The processes of the system, and the pipelines that they can run.</summary>
public interface INodeRegistry
{
    /// <summary>A lost node is remembered for this many times its lifetime.</summary>
    const int RememberedLifetimes = 30;

    /// <summary>Registers that a node is alive, for <paramref name="lifetime"/>. After that it is lost.</summary>
    Task BeatAsync(NodeInfo node, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The node has ended in good order: it is not remembered as lost.</summary>
    Task RemoveAsync(string nodeId, CancellationToken cancellationToken);

    /// <summary>The nodes that are alive.</summary>
    Task<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Whether a live node other than <paramref name="nodeId"/> may claim jobs of this pipeline, and says so.</summary>
    async Task<bool> IsExecutedElsewhereAsync(string pipeline, string nodeId, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Any(node => node.NodeId != nodeId && node.Pipelines is not null && node.Executes(pipeline));

    /// <summary>The nodes whose heartbeats have stopped, each as in its last heartbeat. They are forgotten after <see cref="RememberedLifetimes"/>.</summary>
    Task<IReadOnlyList<NodeInfo>> ListLostAsync(CancellationToken cancellationToken);

    /// <summary>Adds or replaces a pipeline. It stays registered while no worker is alive, so that jobs can be queued for it.</summary>
    Task RegisterAsync(PipelineDescriptor pipeline, CancellationToken cancellationToken);

    Task<IReadOnlyList<PipelineDescriptor>> ListPipelinesAsync(CancellationToken cancellationToken);
}

/// <param name="Kind">api or worker.</param>
/// <param name="Running">Jobs that it executes.</param>
/// <param name="Watchers">Streams that it serves.</param>
/// <param name="Pipelines">Names of the pipelines that it executes; null from a node of an earlier version.</param>
public sealed record NodeInfo(
    string NodeId,
    string Kind,
    string Machine,
    int ProcessId,
    DateTimeOffset StartedAt,
    DateTimeOffset SeenAt,
    IReadOnlyList<Guid> Running,
    int Watchers,
    IReadOnlyList<string>? Pipelines)
{
    /// <summary>The platform's name for this replica (<c>service.instance.id</c>); null when it gives none.</summary>
    public string? Instance { get; init; }

    /// <summary>Jobs that it can execute at a time; 0 for a node that executes none.</summary>
    public int Slots { get; init; }

    /// <summary>Slots that are lost to code that ignores its token.</summary>
    public int LostSlots { get; init; }

    /// <summary>It finishes its jobs and claims no other ones.</summary>
    public bool Draining { get; init; }

    /// <summary>Jobs of <see cref="Running"/> whose step shows no sign of life; null when there is none.</summary>
    public IReadOnlyList<Guid>? Silent { get; init; }

    /// <summary>Events that it appends to logs, per second, since the heartbeat before.</summary>
    public double EventsPerSecond { get; init; }

    /// <summary>Names of the <see cref="INodeCommand"/>s that it executes for other nodes; null from a node of an earlier version.</summary>
    public IReadOnlyList<string>? Commands { get; init; }

    /// <summary>Whether it may claim jobs of this pipeline.</summary>
    public bool Executes(string pipeline) => !Draining && Pipelines?.Contains(pipeline) is not false;
}

/// <summary>A pipeline that can be started.</summary>
/// <param name="Name">Such as <c>resume-tailoring</c>: lower case, digits and dashes.</param>
/// <param name="Steps">In the order in which they run.</param>
/// <param name="InputSchema">JSON Schema of the request.</param>
/// <param name="Sample">A request to try it with.</param>
/// <param name="TextField">The member of the request that the last message of a chat fills, if the client gives no other value. Null for none.</param>
public sealed record PipelineDescriptor(
    string Name,
    string Description,
    IReadOnlyList<string> Steps,
    JsonElement InputSchema,
    JsonElement? Sample = null,
    string? TextField = null)
{
    /// <summary>The files of a request to try it with, beside <see cref="Sample"/> or without one; null for none.</summary>
    public IReadOnlyList<SampleFile>? SampleFiles { get; init; }
}
