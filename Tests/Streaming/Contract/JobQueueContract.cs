using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class JobQueueContract(IStoreKind kind)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(500);

    /// <summary>For tests that must act before the lease expires, on a busy machine.</summary>
    private static readonly TimeSpan LongLease = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task JobsAreClaimedInOrderEachOnce()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        Assert.Empty(await store.Queue.ClaimAsync("a", 10, default));
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in ids)
        {
            await store.Queue.EnqueueAsync(id, default);
        }

        Assert.Equal((5, 0), await DepthAsync(store));
        var two = await store.Queue.ClaimAsync("a", 2, default);
        var rest = await store.Queue.ClaimAsync("b", 10, default);
        Assert.Equal(ids, two.Concat(rest).Select(c => c.JobId));
        Assert.All(two, c => Assert.Equal(("a", false), (c.Worker, c.TakenOver)));
        Assert.Equal(new QueueDepth(0, 5), await store.Queue.MeasureAsync(default));
        Assert.Empty(await store.Queue.ClaimAsync("c", 10, default));
    }

    [Fact]
    public async Task TheFirstClaimFindsAJobQueuedBefore()
    {
        await using var store = kind.Open();
        var id = Guid.NewGuid();
        await store.Queue.EnqueueAsync(id, default);
        Assert.Equal(id, Assert.Single(await store.Queue.ClaimAsync("a", 1, default)).JobId);
    }

    [Fact]
    public async Task ManyWorkersAtOnceGetEachJobOnce()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var ids = Enumerable.Range(0, 60).Select(_ => Guid.NewGuid()).ToList();
        await Task.WhenAll(ids.Select(id => store.Queue.EnqueueAsync(id, default)));
        var claims = await Task.WhenAll(Enumerable.Range(0, 12).Select(w => Task.Run(async () =>
        {
            var mine = new List<QueueClaim>();
            while (await store.Queue.ClaimAsync($"w{w}", 3, default) is { Count: > 0 } more)
            {
                Assert.InRange(more.Count, 1, 3);
                mine.AddRange(more);
            }

            return mine;
        })));
        Assert.Equal(ids.Order(), claims.SelectMany(c => c).Select(c => c.JobId).Order());
    }

    [Fact]
    public async Task ACompletedClaimNeverComesBack()
    {
        await using var store = kind.Open();
        await store.Queue.EnqueueAsync(Guid.NewGuid(), default);
        var claim = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        await store.Queue.CompleteAsync(claim, default);
        await store.Queue.CompleteAsync(claim, default);
        await store.PassAsync(Lease * 2);
        Assert.Empty(await store.Queue.ClaimAsync("b", 1, default));
        Assert.Equal(new QueueDepth(0, 0), await store.Queue.MeasureAsync(default));
        Assert.False(await store.Queue.RenewAsync(claim, default));
        await store.Queue.AbandonAsync(claim, default);
        Assert.Empty(await store.Queue.ClaimAsync("b", 1, default));
    }

    [Fact]
    public async Task AnAbandonedClaimGoesToAnotherWorkerAtOnce()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var id = Guid.NewGuid();
        await store.Queue.EnqueueAsync(id, default);
        var claim = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        await store.Queue.AbandonAsync(claim, default);
        await store.Queue.AbandonAsync(claim, default);
        var next = Assert.Single(await store.Queue.ClaimAsync("b", 5, default));
        Assert.Equal((id, "b", true), (next.JobId, next.Worker, next.TakenOver));
        Assert.False(await store.Queue.RenewAsync(claim, default));
        Assert.True(await store.Queue.RenewAsync(next, default));
    }

    [Fact]
    public async Task AClaimTellsSinceWhenItsEntryWasInTheQueue()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        await store.Queue.EnqueueAsync(Guid.NewGuid(), default);
        await store.PassAsync(TimeSpan.FromMilliseconds(50));
        var between = store.Time.GetUtcNow();
        var claim = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        Assert.True(claim.QueuedAt < between, $"{claim.QueuedAt:O} {between:O}");
        await store.Queue.AbandonAsync(claim, default);
        await store.PassAsync(TimeSpan.FromMilliseconds(50));
        var again = Assert.Single(await store.Queue.ClaimAsync("b", 1, default));
        Assert.True(again.QueuedAt >= claim.QueuedAt.AddMilliseconds(50), $"{claim.QueuedAt:O} {again.QueuedAt:O}"); // back in the queue, not from the start
    }

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

        Assert.Equal((1, 0), await DepthAsync(store));
    }

    [Fact]
    public async Task ARequeuedJobLeavesItsWorkerAndGoesToTheEndOfTheQueue()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var id = Guid.NewGuid();
        var other = Guid.NewGuid();
        await store.Queue.EnqueueAsync(id, default);
        var held = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        await store.Queue.EnqueueAsync(other, default);
        await store.Queue.RequeueAsync(id, default);
        var depth = await store.Queue.MeasureAsync(default);
        Assert.Equal((2, 0), (depth.Waiting, depth.Claimed));
        Assert.False(await store.Queue.RenewAsync(held, default));
        await store.Queue.AbandonAsync(held, default);

        var claims = await store.Queue.ClaimAsync("b", 5, default);
        Assert.Equal([(other, false), (id, true)], claims.Select(c => (c.JobId, c.TakenOver)));
        Assert.False(await store.Queue.IsDoubleAsync(claims[1], default));
        await store.Queue.CompleteAsync(held, default); // the claim that was taken away
        Assert.True(await store.Queue.RenewAsync(claims[1], default));
        Assert.Equal(new QueueDepth(0, 2), await store.Queue.MeasureAsync(default));

        await store.Queue.CompleteAsync(claims[0], default);
        await store.Queue.RequeueAsync(other, default); // it is in the queue no more
        Assert.Equal(other, Assert.Single(await store.Queue.ClaimAsync("c", 5, default)).JobId);
    }

    [Fact]
    public async Task AJobThatWaitsIsRequeuedOnce()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var first = Guid.NewGuid();
        var second = Guid.NewGuid();
        await store.Queue.EnqueueAsync(first, default);
        await store.Queue.EnqueueAsync(second, default);
        await store.Queue.RequeueAsync(first, default);
        await store.Queue.RequeueAsync(first, default);
        Assert.Equal([second, first], (await store.Queue.ClaimAsync("a", 5, default)).Select(c => c.JobId));
        Assert.Equal(new QueueDepth(0, 2), await store.Queue.MeasureAsync(default));
    }

    [Fact]
    public async Task TheFloodOfOneCallerDelaysTheNextJobOfAnotherByOneClaim()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var flood = await StartAsync(store, "a", 40);
        Assert.Equal(flood[..3], await ClaimAsync(store, 3));
        var first = await StartAsync(store, "b", 1);
        Assert.Equal([first[0], flood[3]], await ClaimAsync(store, 2));

        // B was served just now, so A comes next; C never was.
        var second = await StartAsync(store, "b", 2);
        var other = await StartAsync(store, "c", 1);
        Assert.Equal([other[0], second[0], flood[4], second[1], flood[5], flood[6]], await ClaimAsync(store, 6));
    }

    [Fact]
    public async Task ACallerWhoseJobsRunComesAfterOneThatWasNotServed()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        await StartAsync(store, "a", 2);
        Assert.Equal(2, (await ClaimAsync(store, 2)).Count()); // all workers are busy, and nothing waits
        var flood = await StartAsync(store, "a", 3);
        var other = await StartAsync(store, "b", 1);
        Assert.Equal([other[0]], await ClaimAsync(store, 1));
        Assert.Equal(flood, await ClaimAsync(store, 3));
    }

    [Fact]
    public async Task CallersTakeTurnsAndTheJobsOfEachKeepTheirOrder()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var a = await StartAsync(store, "a", 4);
        var b = await StartAsync(store, "b", 2);
        var anonymous = await StartAsync(store, null, 2);
        Guid[] order = [a[0], b[0], anonymous[0], a[1], b[1], anonymous[1], a[2], a[3]];
        Assert.Equal(order[..3], await ClaimAsync(store, 3));
        foreach (var next in order[3..])
        {
            Assert.Equal([next], await ClaimAsync(store, 1));
        }

        Assert.Equal(new QueueDepth(0, 8), await store.Queue.MeasureAsync(default));
    }

    [Fact]
    public async Task TheSameSubjectInTwoTenantsIsTwoCallers()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var one = await StartAsync(store, "a", 2, tenant: "one");
        var two = await StartAsync(store, "a", 1, tenant: "two");
        Assert.Equal([one[0], two[0], one[1]], await ClaimAsync(store, 3));
    }

    [Fact]
    public async Task AJobThatIsHandedBackOrRequeuedWaitsBehindTheOthersOfItsCallerOnly()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var a = await StartAsync(store, "a", 2);
        var b = await StartAsync(store, "b", 9);
        var claims = await store.Queue.ClaimAsync("w", 2, default);
        await store.Queue.AbandonAsync(claims[0], default);
        await store.Queue.RequeueAsync(b[0], default);
        Assert.Equal([a[1], b[1], a[0], b[2]], await ClaimAsync(store, 4));
        Assert.Equal([b[3], b[4], b[5], b[6], b[7], b[8], b[0]], await ClaimAsync(store, 10));
    }

    [Fact]
    public async Task AJobThatEndedWhileItWaitedTakesNoTurnOfItsCaller()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        var a = await StartAsync(store, "a", 3);
        var b = await StartAsync(store, "b", 3);
        await store.Queue.RemoveAsync(b[0], default);
        await store.Queue.RemoveAsync(b[1], default);
        await store.Queue.RemoveAsync(Guid.NewGuid(), default);
        var depth = await store.Queue.MeasureAsync(default);
        Assert.Equal((4, 0), (depth.Waiting, depth.Claimed));
        Assert.Equal([a[0], b[2], a[1], a[2]], await ClaimAsync(store, 10));
    }

    [Fact]
    public async Task TheOldestWaitIsRightWhenANewerJobWasClaimedBefore()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        await StartAsync(store, "a", 2);
        await store.PassAsync(Lease);
        var b = await StartAsync(store, "b", 1);
        Assert.Contains(b[0], await ClaimAsync(store, 2));
        var depth = await store.Queue.MeasureAsync(default);
        Assert.Equal((1, 2), (depth.Waiting, depth.Claimed));
        Assert.True(depth.OldestWait >= Lease, $"{depth}"); // the second job of A
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

    [Fact]
    public async Task TheOldestWaitIsThatOfTheFirstEntryThatNobodyHasClaimed()
    {
        await using var store = kind.Open(o => o.Lease = TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, (await store.Queue.MeasureAsync(default)).OldestWait);
        await store.Queue.EnqueueAsync(Guid.NewGuid(), default);
        await store.PassAsync(Lease);
        await store.Queue.EnqueueAsync(Guid.NewGuid(), default);
        var both = await store.Queue.MeasureAsync(default);
        Assert.True(both.OldestWait >= Lease, $"{both}");

        await store.Queue.ClaimAsync("a", 1, default);
        var second = await store.Queue.MeasureAsync(default);
        Assert.Equal((1, 1), (second.Waiting, second.Claimed));
        Assert.True(second.OldestWait < both.OldestWait, $"{second} after {both}");

        await store.Queue.ClaimAsync("a", 1, default);
        Assert.Equal(new QueueDepth(0, 2), await store.Queue.MeasureAsync(default));
    }

    [Fact]
    public async Task WaitingEndsWhenAJobIsQueued()
    {
        await using var store = kind.Open();
        var wait = Task.Run(async () =>
        {
            while ((await store.Queue.ClaimAsync("a", 1, default)).Count == 0)
            {
                await store.Queue.WaitAsync(TimeSpan.FromHours(1), Deadline());
            }
        });
        await Task.Delay(100);
        await store.Queue.EnqueueAsync(Guid.NewGuid(), default);
        await wait.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task WaitingEndsWhenItsCallerCancels()
    {
        await using var store = kind.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            for (int i = 0; i < 3; i++)
            {
                await store.Queue.WaitAsync(TimeSpan.FromHours(1), stop.Token);
            }
        });
    }

    /// <summary>Creates and queues jobs of one caller; null for the anonymous one.</summary>
    private static async Task<Guid[]> StartAsync(TestStore store, string? caller, int count, string? tenant = null)
    {
        var ids = new Guid[count];
        for (int i = 0; i < count; i++)
        {
            var job = new TestJob();
            ids[i] = job.Id;
            await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow(), owner: caller is null ? null : new JobOwner(tenant, caller)), default);
            await store.Queue.EnqueueAsync(job.Id, default);
        }

        return ids;
    }

    private static async Task<IEnumerable<Guid>> ClaimAsync(TestStore store, int most) =>
        (await store.Queue.ClaimAsync("w", most, default)).Select(claim => claim.JobId);

    private static async Task<(long Waiting, long Claimed)> DepthAsync(TestStore store)
    {
        var depth = await store.Queue.MeasureAsync(default);
        return (depth.Waiting, depth.Claimed);
    }
}

public sealed class MemoryJobQueueTests() : JobQueueContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisJobQueueTests(SharedRedis redis) : JobQueueContract(redis);

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterJobQueueTests(SharedCluster cluster) : JobQueueContract(cluster);
