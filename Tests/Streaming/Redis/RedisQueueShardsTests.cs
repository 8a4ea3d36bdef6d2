using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>A queue of several streams, whose number changes.</summary>
[Collection(SharedRedisCollection.Name)]
public sealed class RedisQueueShardsTests(SharedRedis redis)
{
    private readonly string _prefix = $"t{Guid.NewGuid():N}:";

    [Fact]
    public async Task JobsAreSpreadOverAllStreamsAndEachIsClaimedOnce()
    {
        await using var store = Open(4);
        var ids = await StartAsync(store, null, 80);
        foreach (string stream in new[] { "jobs:queue", "jobs:queue:1", "jobs:queue:2", "jobs:queue:3" })
        {
            Assert.NotEqual(0, await LengthAsync(stream));
        }

        Assert.Equal(new QueueDepth(80, 0), await store.Queue.MeasureAsync(default) with { OldestWait = default });
        var claims = await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            var mine = new List<QueueClaim>();
            while (await store.Queue.ClaimAsync($"w{w}", 7, default) is { Count: > 0 } more)
            {
                Assert.InRange(more.Count, 1, 7);
                mine.AddRange(more);
            }

            return mine;
        })));
        var all = claims.SelectMany(c => c).ToList();
        Assert.Equal(ids.Order(), all.Select(c => c.JobId).Order());
        Assert.All(all, c => Assert.False(c.TakenOver));

        // Each claim is renewed, handed back, taken away and completed in its own stream.
        foreach (var claim in all[..12])
        {
            Assert.True(await store.Queue.RenewAsync(claim, default));
            Assert.False(await store.Queue.IsDoubleAsync(claim, default));
            await store.Queue.AbandonAsync(claim, default);
        }

        var again = await store.Queue.ClaimAsync("x", 20, default);
        Assert.Equal(all[..12].Select(c => c.JobId).Order(), again.Select(c => c.JobId).Order());
        Assert.All(again, c => Assert.True(c.TakenOver));
        await store.Queue.RequeueAsync(all[20].JobId, default);
        Assert.False(await store.Queue.RenewAsync(all[20], default));
        var requeued = Assert.Single(await store.Queue.ClaimAsync("y", 20, default));
        Assert.Equal((all[20].JobId, true), (requeued.JobId, requeued.TakenOver));
        foreach (var claim in all.Skip(12).Where(c => c.JobId != requeued.JobId).Concat(again).Append(requeued))
        {
            await store.Queue.CompleteAsync(claim, default);
        }

        Assert.Equal(new QueueDepth(0, 0), await store.Queue.MeasureAsync(default));
    }

    /// <summary>The flood of one caller is in all streams; the job of another is in one of them.</summary>
    [Fact]
    public async Task TheJobOfAnotherCallerComesWithinOneRoundOfTheStreams()
    {
        await using var store = Open(3);
        await StartAsync(store, "a", 60);
        await store.Queue.ClaimAsync("w", 6, default);
        var other = (await StartAsync(store, "b", 1))[0];
        var next = new List<Guid>();
        for (int i = 0; i < 3; i++)
        {
            next.Add(Assert.Single(await store.Queue.ClaimAsync("w", 1, default)).JobId);
        }

        Assert.Contains(other, next);
    }

    /// <summary>One slot of a worker at a time: no stream may wait for the others to be empty.</summary>
    [Fact]
    public async Task SingleClaimsTakeFromEachStreamInTurn()
    {
        await using var store = Open(2);
        await StartAsync(store, null, 40);
        long first = await LengthAsync("jobs:queue"), second = await LengthAsync("jobs:queue:1");
        for (int i = 0; i < 8; i++)
        {
            await store.Queue.CompleteAsync(Assert.Single(await store.Queue.ClaimAsync("w", 1, default)), default);
        }

        Assert.Equal((first - 4, second - 4), (await LengthAsync("jobs:queue"), await LengthAsync("jobs:queue:1")));
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(1, 4)]
    [InlineData(4, 2)]
    public async Task AfterAChangeOfTheNumberAllThatWaitsOrWasHeldIsClaimedAndEmptyStreamsAreRemoved(int before, int after)
    {
        var ids = new List<Guid>();
        await using (var old = Open(before, lease: TimeSpan.FromMilliseconds(500)))
        {
            ids.AddRange(await StartAsync(old, null, 30));
            Assert.Equal(5, (await old.Queue.ClaimAsync("lost", 5, default)).Count);
        }

        await using var store = Open(after, lease: TimeSpan.FromMilliseconds(500));
        ids.AddRange(await StartAsync(store, null, 10));
        var claimed = new HashSet<Guid>();
        await EventuallyAsync(
            async () =>
            {
                foreach (var claim in await store.Queue.ClaimAsync("w", 8, default))
                {
                    claimed.Add(claim.JobId);
                    await store.Queue.CompleteAsync(claim, default);
                }

                return claimed.Count == ids.Count;
            },
            "a job waits in a stream that is not configured");
        Assert.Equal(ids.Order(), claimed.Order());
        await EventuallyAsync(
            async () =>
            {
                await store.Queue.SweepAsync(default);
                return await LeftAsync(after) == 0;
            },
            "an empty stream is left behind");
    }

    /// <summary>The note that a stream is in use may get lost with a server's data; its entries are still there.</summary>
    [Fact]
    public async Task AStreamWhoseNoteWasLostIsFoundByTheSweep()
    {
        Guid[] ids;
        await using (var old = Open(4, lease: TimeSpan.FromMilliseconds(500)))
        {
            ids = await StartAsync(old, null, 12);
        }

        await redis.Server.SendAsync("DEL", $"{_prefix}jobs:shards");
        await using var store = Open(1, lease: TimeSpan.FromMilliseconds(500));
        var claimed = new HashSet<Guid>();
        await EventuallyAsync(
            async () =>
            {
                await store.Queue.SweepAsync(default);
                claimed.UnionWith((await store.Queue.ClaimAsync("w", 20, default)).Select(claim => claim.JobId));
                return claimed.Count == ids.Length;
            },
            "the jobs of a stream are lost");
    }

    private TestStore Open(int shards, TimeSpan? lease = null) => TestStore.Redis(
        redis.Connection, o => (o.QueueShards, o.Lease) = (shards, lease ?? TimeSpan.FromMinutes(1)), _prefix);

    private static async Task<Guid[]> StartAsync(TestStore store, string? caller, int count)
    {
        var ids = new Guid[count];
        for (int i = 0; i < count; i++)
        {
            var job = new TestJob();
            ids[i] = job.Id;
            await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow(), owner: caller is null ? null : new JobOwner(null, caller)), default);
            await store.Queue.EnqueueAsync(job.Id, default);
        }

        return ids;
    }

    private async Task<long> LengthAsync(string stream) => (long)await redis.Connection.GetDatabase().ExecuteAsync("XLEN", $"{_prefix}{stream}");

    /// <summary>Streams with a number above those that are configured.</summary>
    private async Task<long> LeftAsync(int configured)
    {
        var database = redis.Connection.GetDatabase();
        long left = 0;
        for (int shard = configured; shard < 4; shard++)
        {
            left += await database.KeyExistsAsync($"{_prefix}jobs:queue:{shard}") ? 1 : 0;
        }

        return left + (await database.SetMembersAsync($"{_prefix}jobs:shards")).Count(number => (int)number >= configured);
    }
}
