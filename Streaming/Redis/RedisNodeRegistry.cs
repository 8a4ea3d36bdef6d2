using System.Text.Json;
using AspireStreaming.Streaming.Serialization;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Keeps each heartbeat twice: <c>node:{id}</c> lives as long as the node is alive, <c>node:{id}:last</c> for some time after. So the clock
/// of the server decides which nodes are alive.
/// </summary>
internal sealed class RedisNodeRegistry(RedisCommands redis, RedisKeys keys) : INodeRegistry
{
    public async Task BeatAsync(NodeInfo node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(node, StoreJson.Default.NodeInfo);
        await redis.CallAsync(db => db.StringSetAsync(keys.NodeLast(node.NodeId), json, INodeRegistry.RememberedLifetimes * lifetime), cancellationToken);
        await redis.CallAsync(db => db.StringSetAsync(keys.Node(node.NodeId), json, lifetime), cancellationToken);
        if (await redis.CallAsync(db => db.SetAddAsync(keys.Nodes, node.NodeId), cancellationToken))
        {
            await ListLostAsync(cancellationToken); // drops forgotten nodes: otherwise each start would leave one
        }
    }

    public async Task RemoveAsync(string nodeId, CancellationToken cancellationToken)
    {
        await redis.CallAsync(db => db.KeyDeleteAsync(keys.Node(nodeId)), cancellationToken);
        await redis.CallAsync(db => db.KeyDeleteAsync(keys.NodeLast(nodeId)), cancellationToken);
        await redis.CallAsync(db => db.SetRemoveAsync(keys.Nodes, nodeId), cancellationToken);
    }

    public async Task<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var heartbeats = await ReadAsync(await IdsAsync(cancellationToken), keys.Node, cancellationToken);
        return [.. heartbeats.Where(node => node is not null).Select(node => node!)];
    }

    public async Task<IReadOnlyList<NodeInfo>> ListLostAsync(CancellationToken cancellationToken)
    {
        var ids = await IdsAsync(cancellationToken);
        // The last heartbeats first: a node whose next heartbeat comes between the two reads is then found alive.
        var last = await ReadAsync(ids, keys.NodeLast, cancellationToken);
        var alive = await ReadAsync(ids, keys.Node, cancellationToken);
        RedisValue[] forgotten = [.. ids.Where((_, i) => last[i] is null && alive[i] is null)];
        if (forgotten.Length > 0)
        {
            await redis.CallAsync(db => db.SetRemoveAsync(keys.Nodes, forgotten), cancellationToken);
        }

        return [.. last.Where((node, i) => node is not null && alive[i] is null).Select(node => node!)];
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

    private async Task<RedisValue[]> IdsAsync(CancellationToken cancellationToken) =>
        await redis.CallAsync(db => db.SetMembersAsync(keys.Nodes), cancellationToken);

    /// <returns>A heartbeat for each id; null where there is none.</returns>
    private Task<NodeInfo?[]> ReadAsync(RedisValue[] ids, Func<string, RedisKey> key, CancellationToken cancellationToken) =>
        Task.WhenAll(ids.Select(async id =>
        {
            byte[]? json = await redis.CallAsync(db => db.StringGetAsync(key(id.Text())), cancellationToken);
            return json is null ? null : JsonSerializer.Deserialize(json, StoreJson.Default.NodeInfo);
        }));
}
