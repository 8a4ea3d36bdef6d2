using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class JobStartsContract(IStoreKind kind)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task StartsOfOneRequestAreListedNewestFirstAndThoseOfOthersAreNot()
    {
        await using var store = kind.Open();
        var (older, newer) = (new NotedStart(Guid.NewGuid(), Noon), new NotedStart(Guid.NewGuid(), Noon.AddMilliseconds(1)));
        var alice = new JobOwner("acme", "alice");
        await store.Starts.NoteAsync(null, "f", older, default);
        await store.Starts.NoteAsync(null, "f", newer, default);
        Assert.Equal([newer, older], await store.Starts.ListAsync(null, "f", default));
        Assert.Empty(await store.Starts.ListAsync(null, "g", default));
        Assert.Empty(await store.Starts.ListAsync(alice, "f", default));

        await store.Starts.NoteAsync(alice, "f", older, default);
        Assert.Equal([older], await store.Starts.ListAsync(alice, "f", default));
        Assert.Empty(await store.Starts.ListAsync(alice with { Tenant = null }, "f", default));
    }

    [Fact]
    public async Task ANoteReplacesTheOneOfTheSameJob()
    {
        await using var store = kind.Open();
        var start = new NotedStart(Guid.NewGuid(), Noon);
        await store.Starts.NoteAsync(null, "f", start, default);
        foreach (var later in new[] { start with { Left = new EventId(2, 43) }, start with { Left = new EventId(2, 50), ServedAt = Noon.AddSeconds(3) } })
        {
            await store.Starts.NoteAsync(null, "f", later, default);
            Assert.Equal([later], await store.Starts.ListAsync(null, "f", default));
        }
    }

    [Fact]
    public async Task TheNotesOfARequestAreBoundedAndEnd()
    {
        await using var store = kind.Open(o => o.Retention = TimeSpan.FromSeconds(1));
        NotedStart[] starts = [.. Enumerable.Range(0, 20).Select(i => new NotedStart(Guid.NewGuid(), Noon.AddSeconds(i)))];
        foreach (var start in starts)
        {
            await store.Starts.NoteAsync(null, "f", start, default);
        }

        Assert.Equal(starts.Reverse().Take(IJobStarts.Most), await store.Starts.ListAsync(null, "f", default));
        await store.PassAsync(TimeSpan.FromSeconds(1));
        await EventuallyAsync(async () => (await store.Starts.ListAsync(null, "f", default)).Count == 0, "the notes stay");
    }
}

public sealed class MemoryJobStartsTests() : JobStartsContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisJobStartsTests(SharedRedis redis) : JobStartsContract(redis);

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterJobStartsTests(SharedCluster cluster) : JobStartsContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelJobStartsTests(SharedSentinels sentinels) : JobStartsContract(sentinels);
