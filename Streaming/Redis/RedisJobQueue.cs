using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The queue as streams with one consumer group each. A claim's lease is its idle time in the group's pending list: renewing resets
/// it, and an entry idle for longer than the lease is claimed by another worker. Entries that wait are listed by caller beside their stream,
/// so that callers take turns.
/// </summary>
internal sealed class RedisJobQueue : IJobQueue, IAsyncDisposable
{
    private readonly RedisCommands _redis;
    private readonly RedisKeys _keys;
    private readonly RedisActiveJobs _active;
    private readonly RedisListings _listings;
    private readonly RedisQueueShards _shards;
    private readonly RedisQueueEntries _entries;
    private readonly StreamingOptions _options;
    private readonly RedisSweeper _sweeper;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private IAsyncDisposable? _wakeSubscription;

    public RedisJobQueue(RedisCommands redis, RedisKeys keys, RedisActiveJobs active, RedisListings listings, TimeProvider time, IOptions<StreamingOptions> options)
    {
        (_redis, _keys, _active, _listings, _options) = (redis, keys, active, listings, options.Value);
        _shards = new RedisQueueShards(redis, keys, time, options);
        _entries = new RedisQueueEntries(redis, keys, _shards);
        _sweeper = new RedisSweeper(redis, keys, active, listings, _shards, time, options);
    }

    /// <inheritdoc/>
    /// <remarks>A new job was marked as active before it was created.</remarks>
    public Task EnqueueAsync(Guid jobId, CancellationToken cancellationToken) => PutAsync(jobId, again: false, cancellationToken);

    public async Task<IReadOnlyList<QueueClaim>> ClaimAsync(string worker, int most, CancellationToken cancellationToken)
    {
        var claims = new List<QueueClaim>();
        var shards = await _shards.AllAsync(cancellationToken);
        while (shards.Count > 0 && claims.Count < most)
        {
            // Each gives its share; those that have more are asked again for what the others did not give.
            var more = new List<RedisQueueShard>();
            for (int i = 0; i < shards.Count && claims.Count < most; i++)
            {
                int left = shards.Count - i;
                int share = (most - claims.Count + left - 1) / left;
                var (taken, waited) = await shards[i].ClaimAsync(worker, share, _options.Lease, cancellationToken);
                await AddAsync(claims, shards[i], taken, worker, takenOver: true, cancellationToken);
                await AddAsync(claims, shards[i], waited, worker, takenOver: false, cancellationToken);
                if (taken.Length + waited.Length == share)
                {
                    more.Add(shards[i]);
                }
            }

            shards = shards.Count == 1 ? [] : more;
        }

        return claims;
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (_wakeSubscription is null)
        {
            _wakeSubscription = await _redis.SubscribeAsync(_keys.Wake, _ => Wake(), null, Wake, cancellationToken);
            return; // claim again: earlier wake-ups were missed
        }

        await _wake.WaitAsync(atMost, cancellationToken);
    }

    public Task<bool> RenewAsync(QueueClaim claim, CancellationToken cancellationToken)
    {
        var entry = QueueEntry.Parse(claim.Entry);
        return _shards.Of(entry).RenewAsync(entry.Id, claim.Worker, cancellationToken);
    }

    public Task<bool> IsDoubleAsync(QueueClaim claim, CancellationToken cancellationToken) =>
        _entries.IsDoubleAsync(claim.JobId.ToString("D"), claim.Entry, cancellationToken);

    public async Task CompleteAsync(QueueClaim claim, CancellationToken cancellationToken)
    {
        var reading = _redis.CallAsync(db => db.HashGetAsync(_keys.Job(claim.JobId), "status"), cancellationToken);
        await Task.WhenAll(CompleteAsync(claim.Entry, cancellationToken), reading);
        if (!JobStatuses.IsActive(await reading))
        {
            await ForgetAsync(claim.JobId, cancellationToken); // an active job stays known: this claim is a double
        }
    }

    public async Task AbandonAsync(QueueClaim claim, CancellationToken cancellationToken)
    {
        var held = QueueEntry.Parse(claim.Entry);
        if (await _shards.Of(held).AbandonAsync(held.Id, claim.Worker, claim.JobId, cancellationToken) is { } entry)
        {
            await _redis.CallAsync(db => db.HashSetAsync(_keys.Entries, claim.JobId.ToString("D"), entry), cancellationToken);
            await _redis.PublishAsync(_keys.Wake, [], cancellationToken);
        }
    }

    public async Task TakeAsync(Guid jobId, CancellationToken cancellationToken)
    {
        if (await _entries.FindAsync(jobId, cancellationToken) is { } noted)
        {
            await CompleteAsync(noted, cancellationToken);
        }
    }

    public async Task RequeueAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await TakeAsync(jobId, cancellationToken);
        await _active.MarkAsync(jobId, cancellationToken);
        await PutAsync(jobId, again: true, cancellationToken); // after it: while the noted entry is there, another one counts as a double
    }

    public async Task RemoveAsync(Guid jobId, CancellationToken cancellationToken)
    {
        if (await _entries.FindAsync(jobId, cancellationToken) is { } noted)
        {
            await CompleteAsync(noted, cancellationToken);
            await ForgetAsync(jobId, cancellationToken);
        }
    }

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var round = _options.Lease + _options.Lease;
        if (!await _redis.CallAsync(db => db.StringSetAsync(_keys.SweepLock, "1", round, When.NotExists), cancellationToken))
        {
            return 0; // another node has just swept
        }

        int again = 0;
        foreach (var jobId in await _active.OverdueAsync(round, cancellationToken))
        {
            var job = await _redis.CallAsync(db => db.HashGetAsync(_keys.Job(jobId), ["status", "created", "subject", "tenant"]), cancellationToken);
            if (!JobStatuses.IsActive(job[0]))
            {
                await ForgetAsync(jobId, cancellationToken);
            }
            else if (await _entries.IsQueuedAsync(jobId, cancellationToken))
            {
                await _active.MarkAsync(jobId, cancellationToken);
            }
            else
            {
                // The process that created the job may have ended before it listed the job.
                await _listings.AddAsync(jobId, RedisReplies.Owner(job[2], job[3]), (double)job[1], cancellationToken);
                await _active.MarkAsync(jobId, cancellationToken);
                await PutAsync(jobId, again: job[0] != JobStatus.Queued.Name(), cancellationToken);
                again++;
            }
        }

        await _sweeper.SweepAsync(cancellationToken);
        return again;
    }

    public async Task<QueueDepth> MeasureAsync(CancellationToken cancellationToken)
    {
        var all = await Task.WhenAll((await _shards.AllAsync(cancellationToken)).Select(shard => shard.MeasureAsync(cancellationToken)));
        return new QueueDepth(all.Sum(depth => depth.Waiting), all.Sum(depth => depth.Claimed), all.Max(depth => depth.OldestWait));
    }

    public async ValueTask DisposeAsync()
    {
        if (_wakeSubscription is not null)
        {
            await _wakeSubscription.DisposeAsync();
        }

        _wake.Dispose();
    }

    /// <param name="again">A worker has already claimed the job.</param>
    private async Task PutAsync(Guid jobId, bool again, CancellationToken cancellationToken)
    {
        string id = jobId.ToString("D");
        await _shards.LookAsync(cancellationToken);
        var job = await _redis.CallAsync(db => db.HashGetAsync(_keys.Job(jobId), RedisReplies.OwnerFields), cancellationToken);
        var fields = new List<NameValueEntry> { new("j", id), new("again", again ? "1" : "0") };
        if (RedisReplies.Owner(job[0], job[1]) is { } owner)
        {
            fields.Add(new("c", owner.Hash));
        }

        string entry = await _shards.Of(jobId).AddAsync([.. fields], cancellationToken);
        // If a job is queued twice, one entry is noted; the one that is claimed first becomes valid.
        await Task.WhenAll(
            _redis.CallAsync(db => db.HashSetAsync(_keys.Entries, id, entry, again ? When.Always : When.NotExists), cancellationToken),
            _redis.PublishAsync(_keys.Wake, [], cancellationToken));
    }

    private async Task AddAsync(
        List<QueueClaim> claims, RedisQueueShard shard, RedisResult[] entries, string worker, bool takenOver, CancellationToken cancellationToken)
    {
        foreach (var entry in entries.Select(RedisReplies.Entry))
        {
            // 1526919030474-0 j=6f1c… again=0 c=9f86…
            if (entry.IsNull || !Guid.TryParse((string?)entry["j"], out var jobId))
            {
                continue;
            }

            string name = shard.Entry(entry.Id);
            bool again = takenOver || entry["again"] == "1";
            if (claims.Exists(c => c.JobId == jobId)
                || (again && await _entries.IsDoubleAsync(jobId.ToString("D"), name, cancellationToken)))
            {
                await CompleteAsync(name, cancellationToken); // the job is queued twice; one claim is enough
                continue;
            }

            if (!again)
            {
                await _entries.NoteAsync(jobId.ToString("D"), name, cancellationToken);
            }

            claims.Add(new QueueClaim(jobId, name, worker, again) { QueuedAt = entry.Id.EntryTime() });
        }
    }

    private Task CompleteAsync(string name, CancellationToken cancellationToken)
    {
        var entry = QueueEntry.Parse(name);
        return _shards.Of(entry).CompleteAsync(entry.Id, cancellationToken);
    }

    private Task ForgetAsync(Guid jobId, CancellationToken cancellationToken) => Task.WhenAll(
        _active.RemoveAsync(jobId, cancellationToken),
        _redis.CallAsync(db => db.HashDeleteAsync(_keys.Entries, jobId.ToString("D")), cancellationToken));

    private void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Two wake-ups at once count as one. After disposal no waiter is left.
        }
    }
}
