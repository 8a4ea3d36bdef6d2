using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Stores a conversation as a sorted set of job ids, scored by the time of Redis: all nodes agree on the newest one.</summary>
internal sealed class RedisThreadStore(RedisCommands redis, RedisKeys keys, IOptions<StreamingOptions> options) : IThreadStore
{
    /// <summary>Longer than any job may run.</summary>
    private static readonly TimeSpan LeastKept = TimeSpan.FromDays(31);

    public Task AddAsync(JobOwner? owner, string thread, Guid jobId, CancellationToken cancellationToken)
    {
        var kept = options.Value.Retention > LeastKept ? options.Value.Retention : LeastKept;
        return redis.ScriptAsync(
            RedisScript.AddToThread, [Key(owner, thread)], [jobId.ToString("D"), IThreadStore.MostJobs, (long)kept.TotalMilliseconds], cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> ListAsync(JobOwner? owner, string thread, int limit, CancellationToken cancellationToken)
    {
        var ids = await redis.CallAsync(db => db.SortedSetRangeByRankAsync(Key(owner, thread), 0, limit - 1, Order.Descending), cancellationToken);
        return [.. ids.Select(id => Guid.ParseExact(id.ToString(), "D"))];
    }

    /// <summary>The client's name of a conversation is any text, and may be personal: only its hash is stored.</summary>
    private RedisKey Key(JobOwner? owner, string thread) =>
        keys.Thread(owner, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(thread))));
}
