using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class JobQueueContract(IStoreKind kind)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(500);

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

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelJobQueueTests(SharedSentinels sentinels) : JobQueueContract(sentinels);
