using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// A budget is one key that expires when the budget is full. Active jobs are a set of ids for each owner: the end of a job does not change
/// it, and ended jobs are removed when the set is full.
/// </summary>
internal sealed class RedisCallerLimits(RedisCommands redis, RedisKeys keys, TimeProvider time) : ICallerLimits
{
    /// <summary>Longer than any job may run.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(31);

    /// <summary>A job without keys that was counted within this time may not be created yet.</summary>
    private static readonly TimeSpan Creation = TimeSpan.FromMinutes(1);

    /// <summary>The most jobs that one refused start looks at. The next one looks at others.</summary>
    private const int MostChecked = 50;

    public async Task<TimeSpan> TakeAsync(string limit, string caller, long amount, long perMinute, CancellationToken cancellationToken)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caller)));
        var wait = await redis.ScriptAsync(RedisScript.Take, [keys.Budget(limit, hash)], [amount, perMinute], cancellationToken);
        return TimeSpan.FromMilliseconds((long)wait);
    }

    public async Task<bool> TryAddActiveAsync(JobOwner? owner, Guid jobId, int most, CancellationToken cancellationToken)
    {
        var active = keys.ActiveOf(owner);
        return await TryAddAsync(active, jobId, most, cancellationToken)
            || (await RemoveEndedAsync(active, cancellationToken) && await TryAddAsync(active, jobId, most, cancellationToken));
    }

    private async Task<bool> TryAddAsync(RedisKey active, Guid jobId, int most, CancellationToken cancellationToken) =>
        (long)await redis.ScriptAsync(
            RedisScript.AddActive, [active], [jobId.ToString("D"), most, (long)Kept.TotalMilliseconds], cancellationToken) == 1;

    /// <returns>Whether there were any.</returns>
    private async Task<bool> RemoveEndedAsync(RedisKey active, CancellationToken cancellationToken)
    {
        var oldest = await redis.CallAsync(db => db.SortedSetRangeByRankWithScoresAsync(active, 0, MostChecked - 1), cancellationToken);
        double now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var jobs = await Task.WhenAll(oldest.Select(async job => (
            job.Element,
            Ended: await redis.CallAsync(db => db.HashGetAsync(keys.Job(Guid.Parse(job.Element.Text())), "status"), cancellationToken) is var status
                && !JobStatuses.IsActive(status) && (!status.IsNull || now - job.Score > Creation.TotalMilliseconds))));
        RedisValue[] ended = [.. jobs.Where(job => job.Ended).Select(job => job.Element)];
        SortedSetEntry[] others = [.. jobs.Where(job => !job.Ended).Select(job => new SortedSetEntry(job.Element, now))];
        if (others.Length > 0 && ended.Length == 0)
        {
            await redis.CallAsync(db => db.SortedSetUpdateAsync(active, others), cancellationToken); // behind those that were not looked at
        }

        return ended.Length > 0 && await redis.CallAsync(db => db.SortedSetRemoveAsync(active, ended), cancellationToken) > 0;
    }
}
