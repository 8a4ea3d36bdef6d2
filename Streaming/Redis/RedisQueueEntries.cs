namespace AspireStreaming.Streaming.Redis;

/// <summary>Which entry of the queue is a job's valid one: a start whose reply was lost, or a sweep, may queue a job twice.</summary>
internal sealed class RedisQueueEntries(RedisCommands redis, RedisKeys keys, RedisQueueShards shards)
{
    /// <summary>The entry that is noted for the job, in the queue or not; null without one.</summary>
    public async Task<string?> FindAsync(Guid jobId, CancellationToken cancellationToken) =>
        await redis.CallAsync(db => db.HashGetAsync(keys.Entries, jobId.ToString("D")), cancellationToken);

    public async Task<bool> IsQueuedAsync(Guid jobId, CancellationToken cancellationToken)
    {
        string? noted = await FindAsync(jobId, cancellationToken);
        if (!await IsEntryAsync(noted, cancellationToken))
        {
            return false;
        }

        await shards.NoteAsync(shards.Of(QueueEntry.Parse(noted!)), cancellationToken);
        return true;
    }

    /// <summary>Of several entries of a job, the one that is claimed first is valid: the job runs by it. Another one may be noted when two nodes queue the job.</summary>
    public async Task NoteAsync(string id, string entry, CancellationToken cancellationToken)
    {
        string? noted = await redis.CallAsync(db => db.HashGetAsync(keys.Entries, id), cancellationToken);
        if (noted == entry || (noted is not null && await IsClaimedAsync(noted, cancellationToken)))
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

    private Task<bool> IsClaimedAsync(string name, CancellationToken cancellationToken)
    {
        var entry = QueueEntry.Parse(name);
        return shards.Of(entry).IsClaimedAsync(entry.Id, cancellationToken);
    }

    private async Task<bool> IsEntryAsync(string? name, CancellationToken cancellationToken) =>
        name is not null && QueueEntry.Parse(name) is var entry && await shards.Of(entry).ContainsAsync(entry.Id, cancellationToken);
}
