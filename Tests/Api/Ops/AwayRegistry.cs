using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Api.Ops;

/// <summary>A registry whose store is away.</summary>
internal sealed class AwayRegistry : INodeRegistry
{
    public Task BeatAsync(NodeInfo node, TimeSpan lifetime, CancellationToken cancellationToken) => throw Away();

    public Task RemoveAsync(string nodeId, CancellationToken cancellationToken) => throw Away();

    public Task<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellationToken) => throw Away();

    public Task<IReadOnlyList<NodeInfo>> ListLostAsync(CancellationToken cancellationToken) => throw Away();

    public Task RegisterAsync(PipelineDescriptor pipeline, CancellationToken cancellationToken) => throw Away();

    public Task<IReadOnlyList<PipelineDescriptor>> ListPipelinesAsync(CancellationToken cancellationToken) => throw Away();

    private static StoreUnavailableException Away() => new("away");
}
