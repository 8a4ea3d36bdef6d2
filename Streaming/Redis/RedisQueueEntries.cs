using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Which entry of the queue is a job's valid one: a start whose reply was lost, or a sweep, may queue a job twice.</summary>
internal sealed class RedisQueueEntries(RedisCommands redis, RedisKeys keys)
{
    /// <summary>The entry that is noted for the job, in the queue or not; null without one.</summary>
    public async Task<string?> FindAsync(Guid jobId, CancellationToken cancellationToken) =>
        await redis.CallAsync(db => db.HashGetAsync(keys.Entries, jobId.ToString("D")), cancellationToken);

    public async Task<bool> IsQueuedAsync(Guid jobId, CancellationToken cancellationToken) =>
        await IsEntryAsync(await FindAsync(jobId, cancellationToken), cancellationToken);

    /// <summary>Of several entries of a job, the one that is claimed first is valid: the job runs by it. Another one may be noted when two nodes queue the job.</summary>
    public async Task NoteAsync(string id, RedisValue entry, CancellationToken cancellationToken)
    {
        var noted = await redis.CallAsync(db => db.HashGetAsync(keys.Entries, id), cancellationToken);
        if (noted == entry || (!noted.IsNull && await IsClaimedAsync(noted, cancellationToken)))
        {
            return;
        }

        await redis.CallAsync(db => db.HashSetAsync(keys.Entries, id, entry), cancellationToken);
    }

    /// <summary>If a job has several entries, the noted one is valid. If that one is gone, the first entry to ask is valid.</summary>
    public async Task<bool> IsDoubleAsync(string id, string entry, CancellationToken cancellationToken)
    {
        string? noted = await redis.CallAsync(db => db.HashGetAsync(keys.Entries, id), cancellationToken);
        if (noted == entry)
        {
            return false;
        }

        if (await IsEntryAsync(noted, cancellationToken))
        {
            return true;
        }

        await redis.CallAsync(db => db.HashSetAsync(keys.Entries, id, entry), cancellationToken);
        return false;
    }

    private async Task<bool> IsClaimedAsync(RedisValue entry, CancellationToken cancellationToken) =>
        (await redis.CallAsync(
            db => db.StreamPendingMessagesAsync(keys.Queue, RedisKeys.Group, 1, RedisValue.Null, entry, entry), cancellationToken)).Length > 0;

    private async Task<bool> IsEntryAsync(string? entry, CancellationToken cancellationToken) =>
        entry is not null && (await redis.CallAsync(db => db.StreamRangeAsync(keys.Queue, entry, entry), cancellationToken)).Length > 0;
}
