using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Keeps the keys that all jobs share as small as the jobs that are there. A job's own keys expire by themselves; what refers to it
/// elsewhere can't, and goes here whether or not anybody ever lists jobs.
/// </summary>
internal sealed class RedisSweeper(RedisCommands redis, RedisKeys keys, TimeProvider time, IOptions<StreamingOptions> options)
{
    private const int Page = 500;

    /// <summary>A sweep must not keep its worker from claiming: what is left is swept next time.</summary>
    private const int MostPages = 20;

    private long _recentOffset;
    private string _entriesCursor = "0";

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await SweepRecentAsync(cancellationToken);
        await SweepEntriesAsync(cancellationToken);
        await ForgetWorkersAsync(cancellationToken);
    }

    /// <summary>The listing, as far as its jobs are old enough to have expired.</summary>
    private async Task SweepRecentAsync(CancellationToken cancellationToken)
    {
        double until = time.GetUtcNow().ToUnixTimeMilliseconds() - options.Value.Retention.TotalMilliseconds;
        for (int page = 0; page < MostPages; page++)
        {
            var ids = await redis.CallAsync(
                db => db.SortedSetRangeByScoreAsync(keys.Recent, double.NegativeInfinity, until, skip: _recentOffset, take: Page), cancellationToken);
            var jobs = await StatusesAsync(ids, cancellationToken);
            RedisValue[] gone = [.. jobs.Where(j => j.Status is null or "deleted").Select(j => j.Id)];
            if (gone.Length > 0)
            {
                await redis.CallAsync(db => db.SortedSetRemoveAsync(keys.Recent, gone), cancellationToken);
            }

            foreach (var (id, _) in jobs.Where(j => JobStatuses.IsActive(j.Status)))
            {
                // Usually known. One that nobody looks after any more is put up again by the next sweep.
                await redis.CallAsync(db => db.SortedSetAddAsync(keys.Active, id, 0, When.NotExists), cancellationToken);
            }

            _recentOffset += ids.Length - gone.Length; // jobs that run for longer than others are kept
            if (ids.Length < Page)
            {
                _recentOffset = 0;
                return;
            }
        }
    }

    /// <summary>Queue entries noted for jobs that have ended: a job may end before whoever put it up has noted where.</summary>
    private async Task SweepEntriesAsync(CancellationToken cancellationToken)
    {
        // [ next cursor, [ job id, queue entry, … ] ]
        var reply = (await redis.ExecuteAsync(
            "HSCAN", [keys.Entries, _entriesCursor, "COUNT", Page.ToString(CultureInfo.InvariantCulture)], cancellationToken)).Items();
        _entriesCursor = reply[0].Text()!;
        RedisValue[] ids = [.. reply[1].Items().Where((_, i) => i % 2 == 0).Select(id => (RedisValue)id.Text())];
        RedisValue[] ended =
            [.. (await StatusesAsync(ids, cancellationToken)).Where(j => !JobStatuses.IsActive(j.Status)).Select(j => j.Id)];
        if (ended.Length > 0)
        {
            await redis.CallAsync(db => db.HashDeleteAsync(keys.Entries, ended), cancellationToken);
        }
    }

    /// <summary>Each start of a worker is another consumer of the group.</summary>
    private Task ForgetWorkersAsync(CancellationToken cancellationToken) =>
        redis.ScriptAsync(
            RedisScript.ForgetWorkers,
            [keys.Queue],
            [RedisKeys.Group, (long)(2 * options.Value.Lease.TotalMilliseconds)],
            cancellationToken);

    private Task<(RedisValue Id, string? Status)[]> StatusesAsync(RedisValue[] ids, CancellationToken cancellationToken) =>
        Task.WhenAll(ids.Select(async id => (
            id,
            Guid.TryParse(id.Text(), out var jobId)
                ? (string?)await redis.CallAsync(db => db.HashGetAsync(keys.Job(jobId), "status"), cancellationToken)
                : null)));
}
