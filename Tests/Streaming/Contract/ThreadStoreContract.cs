using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class ThreadStoreContract(IStoreKind kind)
{
    [Fact]
    public async Task JobsAreListedNewestFirstAndARepeatChangesNothing()
    {
        await using var store = kind.Open();
        Assert.Empty(await store.Threads.ListAsync(null, "t", 10, default));
        var jobs = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        foreach (var job in jobs)
        {
            await store.Threads.AddAsync(null, "t", job, default);
        }

        await store.Threads.AddAsync(null, "t", jobs[1], default);
        Assert.Equal(Enumerable.Reverse(jobs), await store.Threads.ListAsync(null, "t", 10, default));
        Assert.Equal([jobs[4], jobs[3]], await store.Threads.ListAsync(null, "t", 2, default));
    }

    [Fact]
    public async Task OnlyTheNewestJobsAreKept()
    {
        await using var store = kind.Open();
        var jobs = Enumerable.Range(0, IThreadStore.MostJobs + 2).Select(_ => Guid.NewGuid()).ToList();
        foreach (var job in jobs)
        {
            await store.Threads.AddAsync(null, "t", job, default);
        }

        Assert.Equal(Enumerable.Reverse(jobs[2..]), await store.Threads.ListAsync(null, "t", IThreadStore.MostJobs, default));
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("{a}", "a")]
    [InlineData("é\n", "é")]
    [InlineData("", " ")]
    public async Task ConversationsAndOwnersDontShareJobs(string one, string other)
    {
        await using var store = kind.Open();
        JobOwner?[] owners = [null, new JobOwner(null, "ann"), new JobOwner("acme", "ann")];
        foreach (var owner in owners)
        {
            Assert.Empty(await store.Threads.ListAsync(owner, one, 10, default));
            var job = Guid.NewGuid();
            await store.Threads.AddAsync(owner, one, job, default);
            Assert.Equal([job], await store.Threads.ListAsync(owner, one, 10, default));
            Assert.Empty(await store.Threads.ListAsync(owner, other, 10, default));
        }
    }
}

public sealed class MemoryThreadStoreTests() : ThreadStoreContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisThreadStoreTests(SharedRedis redis) : ThreadStoreContract(redis);

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterThreadStoreTests(SharedCluster cluster) : ThreadStoreContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelThreadStoreTests(SharedSentinels sentinels) : ThreadStoreContract(sentinels);
