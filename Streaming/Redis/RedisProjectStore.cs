using System.Text.Json;
using AspireStreaming.Streaming.Serialization;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Stores a project's items as a hash and their order as a list, in one slot, so that one script changes both.</summary>
internal sealed class RedisProjectStore(RedisCommands redis, RedisKeys keys, RedisSeal seal) : IProjectStore
{
    public async Task<int?> AddAsync(JobOwner? owner, string projectId, IReadOnlyList<BacklogItem> items, CancellationToken cancellationToken)
    {
        var values = new List<RedisValue> { IProjectStore.MostItems };
        foreach (var item in items)
        {
            values.AddRange([item.Id.ToString("D"), seal.Seal(projectId, JsonSerializer.SerializeToUtf8Bytes(item, StoreJson.Default.BacklogItem))]);
        }

        var reply = await redis.ScriptAsync(
            RedisScript.AddItems, [keys.BacklogItems(owner, projectId), keys.BacklogOrder(owner, projectId)], [.. values], cancellationToken);
        return (int)reply is >= 0 and var added ? added : null;
    }

    public async Task<BacklogPage> ListAsync(JobOwner? owner, string projectId, int skip, int limit, CancellationToken cancellationToken)
    {
        long total = await redis.CallAsync(db => db.ListLengthAsync(keys.BacklogOrder(owner, projectId)), cancellationToken);
        var ids = await redis.CallAsync(db => db.ListRangeAsync(keys.BacklogOrder(owner, projectId), skip, (long)skip + limit - 1), cancellationToken);
        if (ids.Length == 0)
        {
            return new BacklogPage([], (int)total);
        }

        var items = await redis.CallAsync(db => db.HashGetAsync(keys.BacklogItems(owner, projectId), ids), cancellationToken);
        return new BacklogPage([.. items.Select(i => JsonSerializer.Deserialize(seal.Open(projectId, (byte[])i!), StoreJson.Default.BacklogItem)!)], (int)total);
    }
}
