using System.Text.Json;

namespace AspireStreaming.Streaming;

/// <summary>The live processes, and the pipelines that they can run.</summary>
public interface INodeRegistry
{
    /// <summary>Registers that a node is alive, for <paramref name="lifetime"/>.</summary>
    Task BeatAsync(NodeInfo node, TimeSpan lifetime, CancellationToken cancellationToken);

    Task RemoveAsync(string nodeId, CancellationToken cancellationToken);

    Task<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellationToken);

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
    /// <summary>Whether it may execute jobs of this pipeline.</summary>
    public bool Executes(string pipeline) => Pipelines?.Contains(pipeline) is not false;
}

/// <summary>A pipeline that can be started.</summary>
/// <param name="Name">Such as <c>resume-tailoring</c>: lower case, digits and dashes.</param>
/// <param name="Steps">In the order in which they run.</param>
/// <param name="InputSchema">JSON Schema of the request.</param>
/// <param name="Sample">A request to try it with.</param>
public sealed record PipelineDescriptor(
    string Name,
    string Description,
    IReadOnlyList<string> Steps,
    JsonElement InputSchema,
    JsonElement? Sample = null);
