namespace AspireStreaming.Streaming.Memory;

internal sealed class MemoryNodeRegistry(TimeProvider time) : INodeRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (NodeInfo Node, DateTimeOffset Expires, DateTimeOffset Forgotten)> _nodes = [];
    private readonly SortedDictionary<string, PipelineDescriptor> _pipelines = new(StringComparer.Ordinal);

    public Task BeatAsync(NodeInfo node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _nodes[node.NodeId] = (node, now + lifetime, now + (INodeRegistry.RememberedLifetimes * lifetime));
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

    public Task<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellationToken) => ListAsync(lost: false);

    public Task<IReadOnlyList<NodeInfo>> ListLostAsync(CancellationToken cancellationToken) => ListAsync(lost: true);

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

    private Task<IReadOnlyList<NodeInfo>> ListAsync(bool lost)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (var (nodeId, _) in _nodes.Where(n => n.Value.Forgotten <= now).ToList())
            {
                _nodes.Remove(nodeId);
            }

            return Task.FromResult<IReadOnlyList<NodeInfo>>([.. _nodes.Values.Where(n => n.Expires <= now == lost).Select(n => n.Node)]);
        }
    }
}
