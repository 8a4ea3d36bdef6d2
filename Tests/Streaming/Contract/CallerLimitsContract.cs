using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class CallerLimitsContract(IStoreKind kind)
{
    [Fact]
    public async Task ABudgetHoldsOneMinuteAndFillsEvenly()
    {
        await using var store = kind.Open();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(TimeSpan.Zero, await store.Limits.TakeAsync("starts", "a", 1, 3, default));
        }

        var wait = await store.Limits.TakeAsync("starts", "a", 1, 3, default);
        Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(20));
        Assert.InRange(await store.Limits.TakeAsync("starts", "a", 3, 3, default), TimeSpan.FromSeconds(21), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task WhatWasRefusedIsTakenAfterTheWait()
    {
        await using var store = kind.Open();
        const int PerMinute = 120; // one each half second
        Assert.Equal(TimeSpan.Zero, await store.Limits.TakeAsync("uploads", "a", 1_000_000, PerMinute, default)); // all of it
        var wait = await store.Limits.TakeAsync("uploads", "a", 1, PerMinute, default);
        Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(500));
        await store.PassAsync(wait);
        Assert.Equal(TimeSpan.Zero, await store.Limits.TakeAsync("uploads", "a", 1, PerMinute, default));
        Assert.NotEqual(TimeSpan.Zero, await store.Limits.TakeAsync("uploads", "a", 2, PerMinute, default));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(999)]
    public async Task ABudgetIsWholeAlsoWhenItsPartsAreFractions(int perMinute)
    {
        await using var store = kind.Open();
        int taken = 0;
        while (taken < 2 * perMinute && await store.Limits.TakeAsync("starts", "a", 1, perMinute, default) == TimeSpan.Zero)
        {
            taken++;
        }

        Assert.InRange(taken, perMinute, 1.2 * perMinute); // and what was added meanwhile
    }

    [Fact]
    public async Task EachCallerAndEachLimitHasItsOwnBudget()
    {
        await using var store = kind.Open();
        Assert.Equal(TimeSpan.Zero, await store.Limits.TakeAsync("starts", "a", 1, 1, default));
        Assert.Equal(TimeSpan.Zero, await store.Limits.TakeAsync("starts", "b", 1, 1, default));
        Assert.Equal(TimeSpan.Zero, await store.Limits.TakeAsync("uploads", "a", 1, 1, default));
        Assert.NotEqual(TimeSpan.Zero, await store.Limits.TakeAsync("starts", "a", 1, 1, default));
    }

    [Fact]
    public async Task ManyTakesAtOnceTakeNoMoreThanTheBudget()
    {
        await using var store = kind.Open();
        var waits = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => store.Limits.TakeAsync("starts", "a", 1, 10, default))));
        Assert.Equal(10, waits.Count(wait => wait == TimeSpan.Zero));
    }

    [Fact]
    public async Task AnOwnerHasNoMoreThanSoManyActiveJobsUntilOneEnds()
    {
        await using var store = kind.Open();
        var (a, b) = (new JobOwner("t", "a"), new JobOwner("t", "b"));
        var first = await StartAsync(store, a, 2);
        await StartAsync(store, a, 2);
        Assert.False(await store.Limits.TryAddActiveAsync(a, Guid.NewGuid(), 2, default));
        Assert.True(await store.Limits.TryAddActiveAsync(a, first.Id, 2, default)); // a repeat of its start
        await StartAsync(store, b, 1);
        await StartAsync(store, null, 1);
        Assert.False(await store.Limits.TryAddActiveAsync(null, Guid.NewGuid(), 1, default));

        first.Attempt = (await store.Jobs.BeginAttemptAsync(first.Id, null, null, default))!.Attempt;
        await first.AppendAsync(store, first.Done());
        var next = Guid.NewGuid();
        Assert.True(await store.Limits.TryAddActiveAsync(a, next, 2, default));
        Assert.False(await store.Limits.TryAddActiveAsync(a, Guid.NewGuid(), 2, default)); // the next one may be created at any moment
    }

    [Fact]
    public async Task ManyStartsAtOnceAreNoMoreThanTheLimit()
    {
        await using var store = kind.Open();
        var added = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(() => store.Limits.TryAddActiveAsync(null, Guid.NewGuid(), 7, default))));
        Assert.Equal(7, added.Count(yes => yes));
    }

    private static async Task<TestJob> StartAsync(TestStore store, JobOwner? owner, int most)
    {
        var job = new TestJob();
        Assert.True(await store.Limits.TryAddActiveAsync(owner, job.Id, most, default));
        Assert.True(await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow(), owner: owner), default));
        return job;
    }
}

public sealed class MemoryCallerLimitsTests() : CallerLimitsContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisCallerLimitsTests(SharedRedis redis) : CallerLimitsContract(redis);

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterCallerLimitsTests(SharedCluster cluster) : CallerLimitsContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelCallerLimitsTests(SharedSentinels sentinels) : CallerLimitsContract(sentinels);
