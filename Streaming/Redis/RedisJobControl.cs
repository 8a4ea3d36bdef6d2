namespace AspireStreaming.Streaming.Redis;

/// <summary>Stores the cancel request as a field of the job, and announces it on the job's control channel.</summary>
internal sealed class RedisJobControl(RedisCommands redis, RedisKeys keys) : IJobControl
{
    public async Task<CancelOutcome> RequestCancelAsync(Guid jobId, string reason, CancellationToken cancellationToken)
    {
        var reply = await redis.ScriptAsync(RedisScript.Cancel, [keys.Job(jobId)], [reason, redis.PublishCommand, keys.Control(jobId)], cancellationToken);
        return (CancelOutcome)(int)reply;
    }

    public async Task<string?> GetCancelAsync(Guid jobId, CancellationToken cancellationToken) =>
        await redis.CallAsync(db => db.HashGetAsync(keys.Job(jobId), "cancel"), cancellationToken);

    public Task<IAsyncDisposable> WatchCancelAsync(Guid jobId, Action<string> requested, CancellationToken cancellationToken) =>
        redis.SubscribeAsync(keys.Control(jobId), m => requested(System.Text.Encoding.UTF8.GetString(m)), null, null, cancellationToken);
}
