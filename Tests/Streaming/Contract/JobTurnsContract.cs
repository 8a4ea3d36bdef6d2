using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Streaming.Contract;

/// <summary>Callers whose jobs wait take turns.</summary>
public abstract class JobTurnsContract(IStoreKind kind)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(500);

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
}

public sealed class MemoryJobTurnsTests() : JobTurnsContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisJobTurnsTests(SharedRedis redis) : JobTurnsContract(redis);

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterJobTurnsTests(SharedCluster cluster) : JobTurnsContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelJobTurnsTests(SharedSentinels sentinels) : JobTurnsContract(sentinels);
