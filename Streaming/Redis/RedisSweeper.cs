using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Removes expired jobs from the keys that all jobs share. A job's own keys expire by themselves; its references in shared
/// keys can't expire, and are removed here.
/// </summary>
internal sealed class RedisSweeper(RedisCommands redis, RedisKeys keys, RedisActiveJobs active, RedisListings listings, RedisQueueShards shards, TimeProvider time, IOptions<StreamingOptions> options)
{
    private const int Page = 500;

    /// <summary>The most pages of one sweep: a sweep must not delay its worker's claims. The next sweep continues.</summary>
    private const int MostPages = 20;

    private long _recentOffset;
    private string _entriesCursor = "0";

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await SweepRecentAsync(cancellationToken);
        await SweepEntriesAsync(cancellationToken);
        await SweepShardsAsync(cancellationToken);
    }

    /// <summary>Sweeps the part of the listing whose jobs are old enough to have expired.</summary>
    private async Task SweepRecentAsync(CancellationToken cancellationToken)
    {
        double until = time.GetUtcNow().ToUnixTimeMilliseconds() - options.Value.Retention.TotalMilliseconds;
        for (int page = 0; page < MostPages; page++)
        {
            var ids = await redis.CallAsync(
                db => db.SortedSetRangeByScoreAsync(keys.Recent, double.NegativeInfinity, until, skip: _recentOffset, take: Page), cancellationToken);
            var jobs = await StatusesAsync(ids, cancellationToken);
            RedisValue[] gone = [.. jobs.Where(j => j.Status is null or "deleted").Select(j => j.Id)];
            await listings.RemoveAsync(gone, cancellationToken);
            foreach (var (id, _) in jobs.Where(j => JobStatuses.IsActive(j.Status)))
            {
                // Usually the job is already active. If no worker has it, the next sweep queues it again.
                await active.AddMissingAsync(Guid.Parse(id.Text()), cancellationToken);
            }

            _recentOffset += ids.Length - gone.Length; // skips the jobs that are still kept, because they ran for long
            if (ids.Length < Page)
            {
                _recentOffset = 0;
                return;
            }
        }
    }

    /// <summary>Removes queue entries that are noted for ended jobs: a job may end before its queue entry is noted.</summary>
    private async Task SweepEntriesAsync(CancellationToken cancellationToken)
    {
        // [ next cursor, [ job id, queue entry, … ] ]
        var reply = (await redis.CallAsync(db => db.ExecuteAsync("HSCAN", keys.Entries, _entriesCursor, "COUNT", Page), cancellationToken)).Items();
        _entriesCursor = (string)reply[0]!;
        RedisValue[] ids = [.. ((RedisValue[])reply[1]!).Where((_, i) => i % 2 == 0)];
        RedisValue[] ended =
            [.. (await StatusesAsync(ids, cancellationToken)).Where(j => !JobStatuses.IsActive(j.Status)).Select(j => j.Id)];
        if (ended.Length > 0)
        {
            await redis.CallAsync(db => db.HashDeleteAsync(keys.Entries, ended), cancellationToken);
        }
    }

    private async Task SweepShardsAsync(CancellationToken cancellationToken)
    {
        foreach (var shard in await shards.AllAsync(cancellationToken))
        {
            await shard.ForgetWorkersAsync(2 * options.Value.Lease, cancellationToken);
        }

        await shards.RemoveEmptyAsync(cancellationToken);
    }

    private Task<(RedisValue Id, string? Status)[]> StatusesAsync(RedisValue[] ids, CancellationToken cancellationToken) =>
        Task.WhenAll(ids.Select(async id => (
            id,
            Guid.TryParse(id.Text(), out var jobId)
                ? (string?)await redis.CallAsync(db => db.HashGetAsync(keys.Job(jobId), "status"), cancellationToken)
                : null)));
}
