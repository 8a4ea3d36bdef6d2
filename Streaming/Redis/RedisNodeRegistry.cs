using System.Text.Json;
using AspireStreaming.Streaming.Serialization;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

internal sealed class RedisNodeRegistry(RedisCommands redis, RedisKeys keys) : INodeRegistry
{
    public async Task BeatAsync(NodeInfo node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(node, StoreJson.Default.NodeInfo);
        await redis.CallAsync(db => db.StringSetAsync(keys.Node(node.NodeId), json, lifetime), cancellationToken);
        if (await redis.CallAsync(db => db.SetAddAsync(keys.Nodes, node.NodeId), cancellationToken))
        {
            await ListAsync(cancellationToken); // drops lost nodes: otherwise each start would leave one
        }
    }

    public async Task RemoveAsync(string nodeId, CancellationToken cancellationToken)
    {
        await redis.CallAsync(db => db.KeyDeleteAsync(keys.Node(nodeId)), cancellationToken);
        await redis.CallAsync(db => db.SetRemoveAsync(keys.Nodes, nodeId), cancellationToken);
    }

    public async Task<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var nodes = new List<NodeInfo>();
        foreach (string? nodeId in await redis.CallAsync(db => db.SetMembersAsync(keys.Nodes), cancellationToken))
        {
            byte[]? json = await redis.CallAsync(db => db.StringGetAsync(keys.Node(nodeId!)), cancellationToken);
            if (json is null)
            {
                await redis.CallAsync(db => db.SetRemoveAsync(keys.Nodes, nodeId), cancellationToken);
                continue;
            }

            nodes.Add(JsonSerializer.Deserialize(json, StoreJson.Default.NodeInfo)!);
        }

        return nodes;
    }

    public Task RegisterAsync(PipelineDescriptor pipeline, CancellationToken cancellationToken) =>
        redis.CallAsync(
            db => db.HashSetAsync(keys.Pipelines, pipeline.Name, JsonSerializer.SerializeToUtf8Bytes(pipeline, StoreJson.Default.PipelineDescriptor)),
            cancellationToken);

    public async Task<IReadOnlyList<PipelineDescriptor>> ListPipelinesAsync(CancellationToken cancellationToken)
    {
        HashEntry[] entries = await redis.CallAsync(db => db.HashGetAllAsync(keys.Pipelines), cancellationToken);
        return [.. entries
            .Select(e => JsonSerializer.Deserialize(e.Value.Bytes(), StoreJson.Default.PipelineDescriptor)!)
            .OrderBy(p => p.Name, StringComparer.Ordinal)];
    }
}
