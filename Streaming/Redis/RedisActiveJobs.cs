using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>The jobs that have not ended, with the server's time of their last check. The sweep finds lost jobs among them.</summary>
internal sealed class RedisActiveJobs(RedisCommands redis, RedisKeys keys)
{
    private const int MostAtOnce = 500;

    /// <summary>The job was checked just now.</summary>
    public Task MarkAsync(Guid jobId, CancellationToken cancellationToken) =>
        redis.ScriptAsync(RedisScript.MarkActive, [keys.Active], [jobId.ToString("D")], cancellationToken);

    /// <summary>Adds a job that is missing, as if its last check were long ago.</summary>
    public Task AddMissingAsync(Guid jobId, CancellationToken cancellationToken) =>
        redis.CallAsync(db => db.SortedSetAddAsync(keys.Active, jobId.ToString("D"), 0, When.NotExists), cancellationToken);

    /// <summary>Jobs that were not checked for at least this long, at most 500 of them (and 500 with a time in the future).</summary>
    public async Task<IReadOnlyList<Guid>> OverdueAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var reply = await redis.ScriptAsync(RedisScript.Overdue, [keys.Active], [(long)age.TotalMilliseconds, MostAtOnce], cancellationToken);
        return [.. reply.Items().Select(id => Guid.Parse((string)id!))];
    }

    public Task RemoveAsync(Guid jobId, CancellationToken cancellationToken) =>
        redis.CallAsync(db => db.SortedSetRemoveAsync(keys.Active, jobId.ToString("D")), cancellationToken);
}
