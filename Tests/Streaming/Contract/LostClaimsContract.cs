using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

/// <summary>What a worker or a start has lost comes to another worker.</summary>
public abstract class LostClaimsContract(IStoreKind kind)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(500);

    /// <summary>For tests that must act before the lease expires, on a busy machine.</summary>
    private static readonly TimeSpan LongLease = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task ARenewedClaimStaysAndAnExpiredClaimGoesToAnotherWorker()
    {
        await using var store = kind.Open(o => o.Lease = LongLease);
        var id = Guid.NewGuid();
        await store.Queue.EnqueueAsync(id, default);
        var claim = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        for (int i = 0; i < 3; i++)
        {
            await store.PassAsync(LongLease / 3);
            Assert.True(await store.Queue.RenewAsync(claim, default));
            Assert.Empty(await store.Queue.ClaimAsync("b", 1, default));
        }

        await store.PassAsync(LongLease);
        var taken = Assert.Single(await store.Queue.ClaimAsync("b", 1, default));
        Assert.Equal((id, "b", true), (taken.JobId, taken.Worker, taken.TakenOver));

        // The first worker resumes: it may neither renew the claim nor hand it back.
        Assert.False(await store.Queue.RenewAsync(claim, default));
        await store.Queue.AbandonAsync(claim, default);
        Assert.Empty(await store.Queue.ClaimAsync("c", 1, default));
        Assert.True(await store.Queue.RenewAsync(taken, default));
    }

    [Fact]
    public async Task AJobQueuedTwiceIsClaimedOnceAndALaterClaimFindsItBegun()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var job = new TestJob();
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), default);
        await store.Queue.EnqueueAsync(job.Id, default);
        await store.Queue.EnqueueAsync(job.Id, default);
        Assert.Single(await store.Queue.ClaimAsync("a", 5, default));
        Assert.Equal(new QueueDepth(0, 1), await store.Queue.MeasureAsync(default));

        await store.Queue.EnqueueAsync(job.Id, default);
        Assert.NotNull(await store.Jobs.BeginAttemptAsync(job.Id, JobStatus.Queued, null, default));
        var twin = Assert.Single(await store.Queue.ClaimAsync("b", 5, default));
        Assert.False(twin.TakenOver);
        Assert.Null(await store.Jobs.BeginAttemptAsync(job.Id, JobStatus.Queued, null, default));
    }

    [Fact]
    public async Task TwoLostClaimsOfOneJobAreTakenOverAsOne()
    {
        await using var store = kind.Open();
        var id = Guid.NewGuid();
        for (int i = 0; i < 2; i++)
        {
            await store.Queue.EnqueueAsync(id, default);
            Assert.Single(await store.Queue.ClaimAsync($"w{i}", 1, default));
        }

        await store.PassAsync(Lease);
        Assert.Single(await store.Queue.ClaimAsync("c", 5, default));
        Assert.Equal(new QueueDepth(0, 1), await store.Queue.MeasureAsync(default));
    }

    [Fact]
    public async Task ALostClaimOfAJobThatAnotherWorkerHoldsIsADoubleAndIsNotTakenOver()
    {
        await using var store = kind.Open(o => o.Lease = LongLease);
        var id = Guid.NewGuid();
        await store.Queue.EnqueueAsync(id, default);
        var held = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        await store.Queue.EnqueueAsync(id, default);
        var lost = Assert.Single(await store.Queue.ClaimAsync("b", 1, default));
        Assert.False(await store.Queue.IsDoubleAsync(held, default));
        Assert.True(await store.Queue.IsDoubleAsync(lost, default));

        await store.PassAsync(LongLease * 0.5);
        Assert.True(await store.Queue.RenewAsync(held, default));
        await store.PassAsync(LongLease * 0.6);
        Assert.Empty(await store.Queue.ClaimAsync("c", 5, default));
        Assert.True(await store.Queue.RenewAsync(held, default));
        Assert.False(await store.Queue.RenewAsync(lost, default)); // the double is removed from the queue
        await store.Queue.CompleteAsync(held, default);
        Assert.Equal(new QueueDepth(0, 0), await store.Queue.MeasureAsync(default));
    }

    [Fact]
    public async Task AnAbandonedClaimIsNoDoubleOfItself()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var id = Guid.NewGuid();
        await store.Queue.EnqueueAsync(id, default);
        for (int i = 0; i < 3; i++)
        {
            var claim = Assert.Single(await store.Queue.ClaimAsync($"w{i}", 5, default));
            Assert.False(await store.Queue.IsDoubleAsync(claim, default));
            await store.Queue.AbandonAsync(claim, default);
        }

        var depth = await store.Queue.MeasureAsync(default);
        Assert.Equal((1, 0), (depth.Waiting, depth.Claimed));
    }

    [Fact]
    public async Task TheSweepQueuesOnlyJobsThatNeverReachedTheQueue()
    {
        await using var store = kind.Open(o => o.Lease = LongLease);
        var lost = new TestJob();
        var waiting = new TestJob();
        var ended = await TestJob.StartAsync(store);
        await ended.AppendAsync(store, ended.Done());
        await store.Jobs.CreateAsync(lost.New(store.Time.GetUtcNow()), default);
        await store.Jobs.CreateAsync(waiting.New(store.Time.GetUtcNow()), default);
        await store.Queue.EnqueueAsync(waiting.Id, default);
        Assert.Equal(0, await store.Queue.SweepAsync(default)); // too early: the job may be queued at any moment

        await store.PassAsync(LongLease * 2);
        await EventuallyAsync(async () => await store.Queue.SweepAsync(default) == 1, "the lost job was not put up again");
        var claims = await store.Queue.ClaimAsync("a", 10, default);
        Assert.Equal(new[] { lost.Id, waiting.Id }.Order(), claims.Select(c => c.JobId).Order());
        Assert.All(claims, c => Assert.False(c.TakenOver));
        Assert.Equal(3, (await store.Jobs.ListAsync(null, 10, default)).Jobs.Count);
    }

    [Fact]
    public async Task AJobWhoseClaimWasLostInTheMiddleIsTakenOverAfterTheSweep()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        await store.Queue.EnqueueAsync(job.Id, default);
        await store.Queue.CompleteAsync(Assert.Single(await store.Queue.ClaimAsync("a", 1, default)), default);
        await store.PassAsync(Lease * 2);
        await EventuallyAsync(async () => await store.Queue.SweepAsync(default) == 1, "the lost job was not put up again");
        Assert.True(Assert.Single(await store.Queue.ClaimAsync("b", 1, default)).TakenOver);
    }
}

public sealed class MemoryLostClaimsTests() : LostClaimsContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisLostClaimsTests(SharedRedis redis) : LostClaimsContract(redis);

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterLostClaimsTests(SharedCluster cluster) : LostClaimsContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelLostClaimsTests(SharedSentinels sentinels) : LostClaimsContract(sentinels);
