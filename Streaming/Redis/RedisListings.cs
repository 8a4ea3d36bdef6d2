using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The listing of all jobs and one of each owner, by creation. A job's owner is noted outside of the job too: the job's own keys expire, and
/// its references must be found after that.
/// </summary>
internal sealed class RedisListings(RedisCommands redis, RedisKeys keys)
{
    /// <summary>Lists a job that exists: a listing takes a job without keys for expired.</summary>
    /// <param name="createdAt">In milliseconds of Unix time.</param>
    public async Task AddAsync(Guid jobId, JobOwner? owner, double createdAt, CancellationToken cancellationToken)
    {
        RedisValue id = jobId.ToString("D");
        if (owner is not null)
        {
            string hash = owner.Hash;
            await redis.CallAsync(db => db.HashSetAsync(keys.Owners, id, hash), cancellationToken); // first: who removes the job from the listings looks here
            await redis.CallAsync(db => db.SortedSetAddAsync(keys.RecentOf(hash), id, createdAt), cancellationToken);
        }

        await redis.CallAsync(db => db.SortedSetAddAsync(keys.Recent, id, createdAt), cancellationToken); // last: the sweep removes what is listed here
    }

    /// <summary>Removes jobs from all listings.</summary>
    /// <param name="ids">Job ids; may be empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RemoveAsync(RedisValue[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
        {
            return;
        }

        var owners = await redis.CallAsync(db => db.HashGetAsync(keys.Owners, ids), cancellationToken);
        var owned = ids.Zip(owners, (id, owner) => (Id: id, Owner: owner)).Where(job => !job.Owner.IsNull).ToList();
        foreach (var jobs in owned.GroupBy(job => job.Owner.Text()))
        {
            await redis.CallAsync(db => db.SortedSetRemoveAsync(keys.RecentOf(jobs.Key), [.. jobs.Select(job => job.Id)]), cancellationToken);
        }

        if (owned.Count > 0)
        {
            await redis.CallAsync(db => db.HashDeleteAsync(keys.Owners, [.. owned.Select(job => job.Id)]), cancellationToken);
        }

        await redis.CallAsync(db => db.SortedSetRemoveAsync(keys.Recent, ids), cancellationToken);
    }
}
