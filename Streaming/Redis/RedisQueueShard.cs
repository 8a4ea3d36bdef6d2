using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>One stream of the queue with its group and its lists: each of its steps is one call.</summary>
/// <param name="number">0 or more.</param>
internal sealed class RedisQueueShard(RedisCommands redis, RedisKeys keys, int number)
{
    private readonly RedisKey _queue = keys.Queue(number);
    private RedisValue _autoClaimFrom = "0-0";

    public int Number => number;

    /// <returns>The new entry.</returns>
    public async Task<string> AddAsync(NameValueEntry[] fields, CancellationToken cancellationToken) =>
        Entry(await redis.CallAsync(db => db.StreamAddAsync(_queue, fields), cancellationToken));

    /// <returns>Entries that were taken over, and those that waited.</returns>
    public async Task<(RedisResult[] Taken, RedisResult[] Waited)> ClaimAsync(string worker, int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        var reply = (await redis.ScriptAsync(
            RedisScript.Claim,
            [_queue, keys.Waiting(number), keys.Turns(number)],
            [RedisKeys.Group, worker, most, (long)lease.TotalMilliseconds, _autoClaimFrom],
            cancellationToken)).Items();
        _autoClaimFrom = (RedisValue)reply[0];
        return (reply[1].Items(), reply[2].Items());
    }

    /// <param name="id">Of the entry in the stream.</param>
    /// <returns>False when another worker holds the claim, or the queue was lost.</returns>
    public async Task<bool> RenewAsync(string id, string worker, CancellationToken cancellationToken)
    {
        try
        {
            return (long)await redis.ScriptAsync(RedisScript.Renew, [_queue], [RedisKeys.Group, id, worker], cancellationToken) == 1;
        }
        catch (RedisServerException e) when (IsLost(e))
        {
            return false; // the queue and the claim were lost with the server's data
        }
    }

    public Task CompleteAsync(string id, CancellationToken cancellationToken) =>
        redis.ScriptAsync(RedisScript.Complete, [_queue], [RedisKeys.Group, id], cancellationToken);

    /// <returns>The new entry; null when another worker holds the claim, or the queue was lost.</returns>
    public async Task<string?> AbandonAsync(string id, string worker, Guid jobId, CancellationToken cancellationToken)
    {
        try
        {
            var entry = (RedisValue)await redis.ScriptAsync(
                RedisScript.Abandon, [_queue], [RedisKeys.Group, id, worker, jobId.ToString("D")], cancellationToken);
            return entry.IsNull ? null : Entry(entry);
        }
        catch (RedisServerException e) when (IsLost(e))
        {
            return null; // the sweep queues the job again
        }
    }

    public async Task<bool> IsClaimedAsync(string id, CancellationToken cancellationToken) =>
        (await redis.CallAsync(db => db.StreamPendingMessagesAsync(_queue, RedisKeys.Group, 1, RedisValue.Null, id, id), cancellationToken)).Length > 0;

    public async Task<bool> ContainsAsync(string id, CancellationToken cancellationToken) =>
        (await redis.CallAsync(db => db.StreamRangeAsync(_queue, id, id), cancellationToken)).Length > 0;

    public async Task<QueueDepth> MeasureAsync(CancellationToken cancellationToken)
    {
        var measured = (await redis.ScriptAsync(RedisScript.Measure, [_queue], [RedisKeys.Group], cancellationToken)).Items();
        return new QueueDepth((long)measured[0], (long)measured[1], TimeSpan.FromMilliseconds((long)measured[2]));
    }

    /// <summary>Removes the consumers of lost workers: each start of a worker adds a consumer to the group.</summary>
    public Task ForgetWorkersAsync(TimeSpan idle, CancellationToken cancellationToken) =>
        redis.ScriptAsync(RedisScript.ForgetWorkers, [_queue], [RedisKeys.Group, (long)idle.TotalMilliseconds], cancellationToken);

    /// <summary>Removes the stream with its group and its lists, if no entry is left.</summary>
    /// <returns>Whether they are gone.</returns>
    public async Task<bool> RemoveEmptyAsync(CancellationToken cancellationToken) =>
        (long)await redis.ScriptAsync(RedisScript.RemoveEmpty, [_queue, keys.Waiting(number), keys.Turns(number)], [], cancellationToken) == 1;

    /// <summary>The name of an entry within the whole queue.</summary>
    public string Entry(RedisValue id) => new QueueEntry(number, id.Text()).ToString();

    private static bool IsLost(RedisServerException e) => e.Message.Contains("NOGROUP", StringComparison.Ordinal);
}
