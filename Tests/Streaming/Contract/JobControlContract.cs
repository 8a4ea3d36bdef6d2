using System.Collections.Concurrent;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class JobControlContract(IStoreKind kind)
{
    [Fact]
    public async Task ACancelIsKeptAndTheFirstReasonStands()
    {
        await using var store = kind.Open();
        var job = new TestJob();
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), default);
        Assert.Null(await store.Control.GetCancelAsync(job.Id, default));
        Assert.Equal(CancelOutcome.Requested, await store.Control.RequestCancelAsync(job.Id, "fürst", default));
        Assert.Equal(CancelOutcome.Requested, await store.Control.RequestCancelAsync(job.Id, "second", default));

        Assert.Equal("fürst", await store.Control.GetCancelAsync(job.Id, default));
        Assert.True((await store.Jobs.GetAsync(job.Id, default))!.CancelRequested);
        Assert.Equal("fürst", (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.CancelReason); // for a worker that starts later
    }

    [Fact]
    public async Task AnEndedOrUnknownJobCantBeCanceled()
    {
        await using var store = kind.Open();
        Assert.Equal(CancelOutcome.NotFound, await store.Control.RequestCancelAsync(Guid.NewGuid(), "x", default));
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Done());
        Assert.Equal(CancelOutcome.AlreadyEnded, await store.Control.RequestCancelAsync(job.Id, "x", default));
        Assert.Null(await store.Control.GetCancelAsync(job.Id, default));
        await store.Jobs.DeleteAsync(job.Id, default);
        Assert.Equal(CancelOutcome.NotFound, await store.Control.RequestCancelAsync(job.Id, "x", default));
    }

    [Fact]
    public async Task WatchersReceiveCancelRequestsUntilTheyAreDisposed()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        var other = await TestJob.StartAsync(store);
        var heard = new ConcurrentQueue<string>();
        await using var watch = await store.Control.WatchCancelAsync(job.Id, r => heard.Enqueue($"a {r}"), default);
        var second = await store.Control.WatchCancelAsync(job.Id, r => heard.Enqueue($"b {r}"), default);
        await using var stranger = await store.Control.WatchCancelAsync(other.Id, r => heard.Enqueue($"c {r}"), default);

        await store.Control.RequestCancelAsync(job.Id, "why", default);
        await EventuallyAsync(() => Task.FromResult(heard.Count == 2), "not all watchers heard of the cancel");
        Assert.Equal(["a why", "b why"], heard.Order(StringComparer.Ordinal));

        await second.DisposeAsync();
        await store.Control.RequestCancelAsync(job.Id, "again", default);
        await EventuallyAsync(() => Task.FromResult(heard.Count >= 3), "who stayed did not hear of the second request");
        Assert.Equal("a why", heard.ToArray()[2]);
        Assert.Equal(3, heard.Count);
    }
}

public sealed class MemoryJobControlTests() : JobControlContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisJobControlTests(SharedRedis redis) : JobControlContract(redis);

[Collection(SharedClusterCollection.Name)]
public sealed class ClusterJobControlTests(SharedCluster cluster) : JobControlContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelJobControlTests(SharedSentinels sentinels) : JobControlContract(sentinels);
