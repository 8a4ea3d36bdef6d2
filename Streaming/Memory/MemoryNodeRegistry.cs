namespace AspireStreaming.Streaming.Memory;

internal sealed class MemoryNodeRegistry(TimeProvider time) : INodeRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (NodeInfo Node, DateTimeOffset Expires)> _nodes = [];
    private readonly SortedDictionary<string, PipelineDescriptor> _pipelines = new(StringComparer.Ordinal);

    public Task BeatAsync(NodeInfo node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _nodes[node.NodeId] = (node, time.GetUtcNow() + lifetime);
            return Task.CompletedTask;
        }
    }

    public Task RemoveAsync(string nodeId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _nodes.Remove(nodeId);
            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return Task.FromResult<IReadOnlyList<NodeInfo>>([.. _nodes.Values.Where(n => n.Expires > now).Select(n => n.Node)]);
        }
    }

    public Task RegisterAsync(PipelineDescriptor pipeline, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _pipelines[pipeline.Name] = pipeline;
            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<PipelineDescriptor>> ListPipelinesAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<PipelineDescriptor>>([.. _pipelines.Values]);
        }
    }
}
