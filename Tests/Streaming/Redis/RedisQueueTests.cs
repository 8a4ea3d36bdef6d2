using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>The stream and the group of the queue can get lost with a server's data; the jobs must not.</summary>
[Collection(SharedRedisCollection.Name)]
public sealed class RedisQueueTests(SharedRedis redis)
{
    [Theory]
    [InlineData("DEL")]
    [InlineData("XGROUP")]
    public async Task AQueueThatWasLostIsBuiltAgain(string loss)
    {
        await using var store = redis.Open();
        var waiting = new TestJob();
        await store.Jobs.CreateAsync(waiting.New(store.Time.GetUtcNow()), default);
        var running = await TestJob.StartAsync(store);
        await store.Queue.EnqueueAsync(running.Id, default);
        var claim = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        await store.Queue.EnqueueAsync(waiting.Id, default);

        string queue = $"{store.Options.KeyPrefix}jobs:queue";
        await (loss == "DEL" ? redis.Server.SendAsync("DEL", queue) : redis.Server.SendAsync("XGROUP", "DESTROY", queue, "workers"));

        Assert.False(await store.Queue.RenewAsync(claim, default));
        await store.Queue.AbandonAsync(claim, default);
        await store.Queue.CompleteAsync(claim, default);
        await store.Queue.MeasureAsync(default);
        var begun = new HashSet<Guid>();
        await EventuallyAsync(
            async () =>
            {
                await store.Queue.SweepAsync(default);
                foreach (var next in await store.Queue.ClaimAsync("b", 10, default))
                {
                    if (await store.Jobs.BeginAttemptAsync(next.JobId, next.TakenOver ? null : JobStatus.Queued, null, default) is not null)
                    {
                        begun.Add(next.JobId);
                    }
                    else
                    {
                        await store.Queue.CompleteAsync(next, default);
                    }
                }

                return begun.Count == 2;
            },
            "a job was lost with the queue");
    }

    [Theory]
    [InlineData("waiting")]
    [InlineData("turns")]
    public async Task AListOfWhatWaitsThatWasLostIsMadeAgain(string key)
    {
        await using var store = redis.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in ids)
        {
            await store.Queue.EnqueueAsync(id, default);
        }

        var claims = (await store.Queue.ClaimAsync("a", 2, default)).ToList(); // lists all five
        await redis.Server.SendAsync("DEL", $"{store.Options.KeyPrefix}jobs:{key}:{{{store.Options.KeyPrefix}jobs:queue}}");
        await EventuallyAsync(
            async () =>
            {
                claims.AddRange(await store.Queue.ClaimAsync("b", 10, default));
                return claims.Count == 5;
            },
            "entries are in no list");
        Assert.Equal(ids, claims.Select(c => c.JobId));
        Assert.Equal(new QueueDepth(0, 5), await store.Queue.MeasureAsync(default));
        Assert.Empty(await store.Queue.ClaimAsync("c", 10, default));
    }

    /// <summary>During an upgrade: nodes of the earlier version put entries without a caller into the stream, and read it themselves.</summary>
    [Fact]
    public async Task AWorkerOfTheVersionBeforeClaimsBesideTheOthersAndNoEntryTwice()
    {
        await using var store = redis.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        string queue = $"{store.Options.KeyPrefix}jobs:queue";
        var ids = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToList();
        await store.Queue.EnqueueAsync(ids[0], default);
        await store.Queue.EnqueueAsync(ids[1], default);
        Assert.Equal(ids[0], Assert.Single(await store.Queue.ClaimAsync("a", 1, default)).JobId);
        await redis.Server.SendAsync("XADD", queue, "*", "j", $"{ids[2]:D}", "again", "0");
        string old = await redis.Server.SendAsync("XREADGROUP", "GROUP", "workers", "old", "COUNT", "10", "STREAMS", queue, ">");
        Assert.Contains($"{ids[2]:D}", old, StringComparison.Ordinal);
        Assert.DoesNotContain($"{ids[0]:D}", old, StringComparison.Ordinal);
        Assert.DoesNotContain($"{ids[1]:D}", old, StringComparison.Ordinal);
        await redis.Server.SendAsync("XADD", queue, "*", "j", $"{ids[3]:D}", "again", "0");
        Assert.Equal([ids[1], ids[3]], (await store.Queue.ClaimAsync("b", 10, default)).Select(c => c.JobId));
        Assert.Equal(new QueueDepth(0, 4), await store.Queue.MeasureAsync(default));
    }

    [Fact]
    public async Task EntriesOfOneMillisecondKeepTheirOrder()
    {
        await using var store = redis.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        string queue = $"{store.Options.KeyPrefix}jobs:queue";
        var ids = Enumerable.Range(0, 12).Select(_ => Guid.NewGuid()).ToList();
        for (int i = 0; i < ids.Count; i++)
        {
            await redis.Server.SendAsync("XADD", queue, $"1526919030474-{i}", "j", $"{ids[i]:D}", "again", "0");
        }

        Assert.Equal(ids, (await store.Queue.ClaimAsync("a", 20, default)).Select(c => c.JobId));
    }

    [Fact]
    public async Task AJobQueuedTwiceKeepsAnEntryWhenItsWorkerIsLost()
    {
        await using var store = redis.Open();
        var job = new TestJob();
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), default);
        // Two nodes queue the job at once: the entry of one comes first, and that of the other is noted.
        await redis.Server.SendAsync("XADD", $"{store.Options.KeyPrefix}jobs:queue", "*", "j", $"{job.Id:D}", "again", "0");
        await store.Queue.EnqueueAsync(job.Id, default);
        var lost = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        Assert.NotNull(await store.Jobs.BeginAttemptAsync(job.Id, JobStatus.Queued, null, default));

        await store.PassAsync(store.Options.Lease);
        var taken = Assert.Single(await store.Queue.ClaimAsync("b", 1, default));
        Assert.Equal((lost.Entry, true), (taken.Entry, taken.TakenOver));
        var twin = Assert.Single(await store.Queue.ClaimAsync("c", 1, default));
        Assert.Null(await store.Jobs.BeginAttemptAsync(job.Id, JobStatus.Queued, null, default));
        await store.Queue.CompleteAsync(twin, default);
        Assert.True(await store.Queue.RenewAsync(taken, default));
        Assert.False(await store.Queue.IsDoubleAsync(taken, default));
    }

    [Fact]
    public async Task ManyWorkersMayFindTheGroupMissingAtOnce()
    {
        for (int round = 0; round < 10; round++)
        {
            await using var store = redis.Open();
            var id = Guid.NewGuid();
            await store.Queue.EnqueueAsync(id, default);
            var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(() => store.Queue.ClaimAsync($"w{w}", 5, default))));
            Assert.Equal(id, Assert.Single(claims.SelectMany(c => c)).JobId);
        }
    }

    [Fact]
    public async Task AnEntryWithoutAJobIdIsNotClaimed()
    {
        await using var store = redis.Open();
        string queue = $"{store.Options.KeyPrefix}jobs:queue";
        await redis.Server.SendAsync("XADD", queue, "*", "j", "not an id", "again", "0");
        await redis.Server.SendAsync("XADD", queue, "*", "x", "y");
        var id = Guid.NewGuid();
        await store.Queue.EnqueueAsync(id, default);
        Assert.Equal(id, Assert.Single(await store.Queue.ClaimAsync("a", 10, default)).JobId);
    }

    [Fact]
    public async Task OnlyOneOfManySweepersSweeps()
    {
        await using var store = redis.Open();
        var job = new TestJob();
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), default);
        await store.PassAsync(store.Options.Lease * 2);
        var swept = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => store.Queue.SweepAsync(default))));
        Assert.Equal(1, swept.Sum());
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(0, -20)]
    public async Task AWrongClockDoesNotDelayTheSweep(int creatorAhead, int sweeperAhead)
    {
        string prefix = $"t{Guid.NewGuid():N}:";
        await using var creator = TestStore.Redis(redis.Connection, prefix: prefix, ahead: TimeSpan.FromMinutes(creatorAhead));
        await using var sweeper = TestStore.Redis(redis.Connection, prefix: prefix, ahead: TimeSpan.FromMinutes(sweeperAhead));
        var job = new TestJob();
        await creator.Jobs.CreateAsync(job.New(creator.Time.GetUtcNow()), default); // and the creator ends before it queues the job
        await sweeper.PassAsync(sweeper.Options.Lease * 2);
        Assert.Equal(1, await sweeper.Queue.SweepAsync(default));
        await sweeper.PassAsync(sweeper.Options.Lease * 2);
        Assert.Equal(0, await sweeper.Queue.SweepAsync(default));
    }

    [Fact]
    public async Task AJobMarkedByAServerWhoseClockWasAheadIsOverdue()
    {
        await using var store = redis.Open();
        var job = new TestJob();
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), default);
        await redis.Server.SendAsync("ZADD", $"{store.Options.KeyPrefix}jobs:active", "9999999999999", $"{job.Id:D}");
        Assert.Equal(1, await store.Queue.SweepAsync(default));
    }
}
