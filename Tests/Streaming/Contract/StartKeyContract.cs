using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

/// <summary>The idempotency keys of starts.</summary>
public abstract class StartKeyContract(IStoreKind kind)
{
    [Fact]
    public async Task AHundredStartsWithOneKeyAreOneJob()
    {
        await using var store = kind.Open();
        const string key = "key with spaces, ünïcode and \r\n";
        var bound = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => store.Jobs.BindKeyAsync(null, key, new IdempotentStart(Guid.NewGuid(), $"f {i}"), default))));
        var one = Assert.Single(bound.Distinct());
        Assert.Equal(one, await store.Jobs.BindKeyAsync(null, key, new IdempotentStart(Guid.NewGuid(), "other"), default));
        var other = new IdempotentStart(Guid.NewGuid(), "other");
        Assert.Equal(other, await store.Jobs.BindKeyAsync(null, key + "2", other, default));
    }

    [Fact]
    public async Task AKeyIsFreeAgainAfterTheRetentionTime()
    {
        await using var store = kind.Open(o => o.Retention = TimeSpan.FromSeconds(1));
        await store.Jobs.BindKeyAsync(null, "k", new IdempotentStart(Guid.NewGuid(), "a"), default);
        await store.PassAsync(TimeSpan.FromSeconds(1));
        var later = new IdempotentStart(Guid.NewGuid(), "b");
        await EventuallyAsync(async () => await store.Jobs.BindKeyAsync(null, "k", later, default) == later, "the key stays bound");
    }
}

public sealed class MemoryStartKeyTests() : StartKeyContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisStartKeyTests(SharedRedis redis) : StartKeyContract(redis);

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterStartKeyTests(SharedCluster cluster) : StartKeyContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelStartKeyTests(SharedSentinels sentinels) : StartKeyContract(sentinels);
