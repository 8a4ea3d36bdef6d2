using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class JobOwnerContract(IStoreKind kind)
{
    /// <summary>Owners that are easily taken for one another.</summary>
    private static readonly JobOwner?[] Known =
        [null, new(null, "ann"), new("acme", "ann"), new("", "acmeann"), new("4:acme", "ann"), new(null, "é\r\n{x}:*")];

    public static TheoryData<JobOwner?> Owners => new(Known);

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task AJobKeepsItsOwner(JobOwner? owner)
    {
        await using var store = kind.Open();
        var job = new TestJob();
        Assert.True(await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow(), owner: owner), default));
        Assert.Equal(owner, (await store.Jobs.GetAsync(job.Id, default))!.Owner);
        Assert.Equal(owner, (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Owner);
        Assert.Equal(owner, Assert.Single((await store.Jobs.ListAsync(null, 10, default)).Jobs).Owner);
    }

    [Fact]
    public async Task AnOwnersListingHasItsJobsAloneNewestFirstAndAllOfThem()
    {
        await using var store = kind.Open();
        var at = store.Time.GetUtcNow();
        var created = new List<JobRecord>();
        for (int i = 0; i < 40; i++)
        {
            foreach (var owner in Known)
            {
                var job = new TestJob();
                await store.Jobs.CreateAsync(job.New(at.AddMilliseconds(i % 7), owner: owner), default);
                created.Add((await store.Jobs.GetAsync(job.Id, default))!);
            }
        }

        foreach (var owner in Known.OfType<JobOwner>())
        {
            Assert.Equal(
                created.Where(j => j.Owner == owner).OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.JobId.ToString("D"), StringComparer.Ordinal),
                await ListAsync(store, owner, limit: 9));
        }

        Assert.Equal(created.Count, (await ListAsync(store, null, limit: 100)).Count);
        Assert.Empty(await ListAsync(store, new JobOwner(null, "bob"), limit: 10));
    }

    [Fact]
    public async Task DeletedAndExpiredJobsLeaveTheListingOfTheirOwner()
    {
        await using var store = kind.Open(o => o.Retention = TimeSpan.FromSeconds(1));
        var owner = new JobOwner("acme", "ann");
        var kept = await StartAsync(store, owner);
        var deleted = await StartAsync(store, owner);
        var expired = await StartAsync(store, owner);
        await deleted.AppendAsync(store, deleted.Done());
        Assert.True(await store.Jobs.DeleteAsync(deleted.Id, default));
        Assert.Equal(new HashSet<Guid> { kept.Id, expired.Id }, [.. (await ListAsync(store, owner, limit: 10)).Select(j => j.JobId)]);

        await expired.AppendAsync(store, expired.Done());
        await store.PassAsync(TimeSpan.FromSeconds(1.2));
        Assert.Equal(kept.Id, Assert.Single(await ListAsync(store, owner, limit: 1)).JobId);
    }

    [Fact]
    public async Task OneKeyOfTwoOwnersIsTwoKeys()
    {
        await using var store = kind.Open();
        foreach (var owner in Known)
        {
            var wanted = new IdempotentStart(Guid.NewGuid(), "f");
            Assert.Equal(wanted, await store.Jobs.BindKeyAsync(owner, "key", wanted, default));
            Assert.Equal(wanted, await store.Jobs.BindKeyAsync(owner, "key", wanted with { JobId = Guid.NewGuid() }, default));
        }
    }

    [Fact]
    public async Task RevocationsAreCounted()
    {
        await using var store = kind.Open();
        var job = await StartAsync(store, null);
        Assert.Equal(0, (await store.Jobs.GetAsync(job.Id, default))!.Revocations);
        Assert.Equal(1, await store.Jobs.RevokeAsync(job.Id, default));
        Assert.Equal(2, await store.Jobs.RevokeAsync(job.Id, default));
        Assert.Equal(2, (await store.Jobs.GetAsync(job.Id, default))!.Revocations);
        Assert.Null(await store.Jobs.RevokeAsync(Guid.NewGuid(), default));
        await job.AppendAsync(store, job.Done());
        Assert.True(await store.Jobs.DeleteAsync(job.Id, default));
        Assert.Null(await store.Jobs.RevokeAsync(job.Id, default));
        Assert.Null(await store.Jobs.GetAsync(job.Id, default));
    }

    protected static async Task<TestJob> StartAsync(TestStore store, JobOwner? owner)
    {
        var job = new TestJob();
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow(), owner: owner), default);
        job.Attempt = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        return job;
    }

    /// <summary>All pages.</summary>
    private static async Task<List<JobRecord>> ListAsync(TestStore store, JobOwner? owner, int limit)
    {
        var listed = new List<JobRecord>();
        JobPageCursor? cursor = null;
        do
        {
            var page = owner is null ? await store.Jobs.ListAsync(cursor, limit, default) : await store.Jobs.ListAsync(owner, cursor, limit, default);
            listed.AddRange(page.Jobs);
            cursor = page.Next;
        }
        while (cursor is not null);
        return listed;
    }
}

public sealed class MemoryJobOwnerTests() : JobOwnerContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisJobOwnerTests(SharedRedis redis) : JobOwnerContract(redis)
{
    [Fact]
    public async Task AListingDoesNotReadTheJobsOfOthers()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection);
        var owner = new JobOwner(null, "ann");
        var own = await StartAsync(store, owner);
        for (int i = 0; i < 300; i++)
        {
            await StartAsync(store, new JobOwner(null, $"user-{i % 3}"));
        }

        await server.SendAsync("CONFIG", "RESETSTAT");
        Assert.Equal(own.Id, Assert.Single((await store.Jobs.ListAsync(owner, null, 200, default)).Jobs).JobId);
        Assert.Contains("cmdstat_hmget:calls=1,", await server.SendAsync("INFO", "commandstats"), StringComparison.Ordinal);
    }
}

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterJobOwnerTests(SharedCluster cluster) : JobOwnerContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelJobOwnerTests(SharedSentinels sentinels) : JobOwnerContract(sentinels);
