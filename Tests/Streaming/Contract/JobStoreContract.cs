using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class JobStoreContract(IStoreKind kind)
{
    [Fact]
    public async Task ACreatedJobIsStored()
    {
        await using var store = kind.Open();
        var job = new TestJob();
        var origin = Guid.NewGuid();
        var input = new JobInput(
            "{\"resume_text\":\"é\"}"u8.ToArray(),
            [new InputFile("pdf", "../x\"é.pdf", "application/pdf", new byte[] { 0, 255, 13, 10 }), new InputFile("empty", "", null, ReadOnlyMemory<byte>.Empty)],
            Client: "{\"thread\":\"t\"}"u8.ToArray(),
            Pace: 120);
        var at = new DateTimeOffset(2026, 11, 20, 12, 0, 0, 123, TimeSpan.Zero).AddTicks(4567);
        Assert.True(await store.Jobs.CreateAsync(job.New(at, input: input, retryOf: origin) with { Title = "Éloïse · Développeuse" }, default));

        var record = (await store.Jobs.GetAsync(job.Id, default))!;
        Assert.Equal(
            new JobRecord(job.Id, "test", JobStatus.Queued, 0, 1, 0, at.AddTicks(-4567), null, null, false, origin, "00-trace", Title: "Éloïse · Développeuse"), record);
        Assert.Equal("0-1", record.LastEventId.ToString());
        var read = (await store.Jobs.GetInputAsync(job.Id, default))!;
        Assert.Equal(input.Request.ToArray(), read.Request.ToArray());
        Assert.Equal(120, read.Pace);
        Assert.Equal(input.Client.ToArray(), read.Client.ToArray());
        Assert.Equal(
            input.Files.Select(f => (f.Field, f.Name, f.ContentType, Convert.ToHexString(f.Content.Span))),
            read.Files.Select(f => (f.Field, f.Name, f.ContentType, Convert.ToHexString(f.Content.Span))));
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));

        var start = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!;
        Assert.Equal(("test", 1, 1L, "00-trace", record.CreatedAt), (start.Pipeline, start.Attempt, start.Seq, start.Traceparent, start.CreatedAt));
        Assert.Equal(job.Digest, start.Digest);
    }

    [Fact]
    public async Task AMissingJobIsNull()
    {
        await using var store = kind.Open();
        var id = Guid.NewGuid();
        Assert.Null(await store.Jobs.GetAsync(id, default));
        Assert.Null(await store.Jobs.GetInputAsync(id, default));
        Assert.Null(await store.Jobs.BeginAttemptAsync(id, null, null, default));
        Assert.Empty(await store.Jobs.GetCheckpointsAsync(id, default));
        Assert.False(await store.Jobs.DeleteAsync(id, default));
        Assert.Empty((await store.Jobs.ListAsync(null, 10, default)).Jobs);
    }

    [Fact]
    public async Task CreatingTwiceWithOneNonceIsOneJobAndAnotherNonceIsRefused()
    {
        await using var store = kind.Open();
        var job = new TestJob();
        var create = job.New(store.Time.GetUtcNow());
        Assert.True(await store.Jobs.CreateAsync(create, default));
        Assert.True(await store.Jobs.CreateAsync(create, default));
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));

        var thief = create with { Nonce = Guid.NewGuid(), Pipeline = "other", CreatedAt = create.CreatedAt.AddDays(1) };
        Assert.False(await store.Jobs.CreateAsync(thief, default));
        Assert.Equal("test", (await store.Jobs.GetAsync(job.Id, default))!.Pipeline);
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));

        // A late repeat must not reset the job.
        job.Attempt = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        await job.AppendAsync(store, job.Metrics(2));
        Assert.True(await store.Jobs.CreateAsync(create, default));
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
    }

    [Fact]
    public async Task ConcurrentCreatesOfOneIdMakeOneJob()
    {
        await using var store = kind.Open();
        var id = Guid.NewGuid();
        var won = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => store.Jobs.CreateAsync(new TestJob(id).New(store.Time.GetUtcNow()), default))));
        Assert.Single(won, w => w);
        Assert.Single(await store.Log.AllAsync(id));
        Assert.Single((await store.Jobs.ListAsync(null, 10, default)).Jobs);
    }

    [Fact]
    public async Task ADeletedJobsIdStaysUnusableForTheRetentionTime()
    {
        await using var store = kind.Open(o => o.Retention = TimeSpan.FromSeconds(2));
        var job = await TestJob.StartAsync(store);
        Assert.False(await store.Jobs.DeleteAsync(job.Id, default)); // the job has not ended
        await job.AppendAsync(store, job.Next([new MetricUpdateEvent("m", 1)], checkpoint: "one"));
        await job.AppendAsync(store, job.Done());

        Assert.True(await store.Jobs.DeleteAsync(job.Id, default));
        Assert.False(await store.Jobs.DeleteAsync(job.Id, default));
        Assert.Null(await store.Jobs.GetAsync(job.Id, default));
        Assert.Null(await store.Jobs.GetInputAsync(job.Id, default));
        Assert.Empty(await store.Jobs.GetCheckpointsAsync(job.Id, default));
        Assert.Null(await store.Jobs.BeginAttemptAsync(job.Id, null, null, default));
        Assert.Empty((await store.Jobs.ListAsync(null, 10, default)).Jobs);
        Assert.False(await store.Jobs.CreateAsync(new TestJob(job.Id).New(store.Time.GetUtcNow()), default));
        Assert.Empty((await store.Jobs.ListAsync(null, 10, default)).Jobs);

        await store.PassAsync(TimeSpan.FromSeconds(2));
        await EventuallyAsync(
            () => store.Jobs.CreateAsync(new TestJob(job.Id).New(store.Time.GetUtcNow()), default), "the id never became free again");
        Assert.Single((await store.Jobs.ListAsync(null, 10, default)).Jobs);
    }

    [Fact]
    public async Task AJobThatWasCreatedTwiceIsListedByItsFirstTime()
    {
        await using var store = kind.Open();
        var at = store.Time.GetUtcNow();
        TestJob first = new(), second = new();
        var create = first.New(at);
        await store.Jobs.CreateAsync(create, default);
        await store.Jobs.CreateAsync(second.New(at.AddMilliseconds(100)), default);
        Assert.True(await store.Jobs.CreateAsync(create with { CreatedAt = at.AddMilliseconds(200) }, default));

        var page = await store.Jobs.ListAsync(null, 1, default);
        Assert.Equal(second.Id, Assert.Single(page.Jobs).JobId);
        Assert.Equal(first.Id, Assert.Single((await store.Jobs.ListAsync(page.Next, 1, default)).Jobs).JobId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(200)]
    public async Task PagesListEachJobOnceNewestFirstTiesIncluded(int limit)
    {
        await using var store = kind.Open();
        var at = store.Time.GetUtcNow();
        var created = new List<JobRecord>();
        for (int i = 0; i < 23; i++)
        {
            // Nine jobs in one millisecond, others less than a millisecond apart, in no order.
            var job = new TestJob();
            await store.Jobs.CreateAsync(job.New(i is > 5 and < 15 ? at : at.AddMilliseconds((i * 7) % 5).AddTicks(i * 100)), default);
            created.Add((await store.Jobs.GetAsync(job.Id, default))!);
        }

        var listed = new List<JobRecord>();
        JobPageCursor? cursor = null;
        do
        {
            var page = await store.Jobs.ListAsync(cursor, limit, default);
            Assert.InRange(page.Jobs.Count, 1, limit);
            listed.AddRange(page.Jobs);
            // As the caller sends it back: in milliseconds.
            cursor = page.Next is null ? null : page.Next with { CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(page.Next.CreatedAt.ToUnixTimeMilliseconds()) };
        }
        while (cursor is not null);

        Assert.Equal(
            created.OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.JobId.ToString("D"), StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task ExpiredJobsAreNotListedAndDontShortenPages()
    {
        await using var store = kind.Open(o => o.Retention = TimeSpan.FromSeconds(1));
        var at = store.Time.GetUtcNow();
        var kept = new List<Guid>();
        for (int i = 0; i < 12; i++)
        {
            var job = await TestJob.StartAsync(store);
            if (i % 2 == 0)
            {
                await job.AppendAsync(store, job.Done());
            }
            else
            {
                kept.Add(job.Id);
            }
        }

        await store.PassAsync(TimeSpan.FromSeconds(1.2));
        var first = await store.Jobs.ListAsync(null, 4, default);
        Assert.Equal(4, first.Jobs.Count);
        var second = await store.Jobs.ListAsync(first.Next, 4, default);
        Assert.Equal(kept.Order(), first.Jobs.Concat(second.Jobs).Select(j => j.JobId).Order());
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task CheckpointsAreKeptAndReplaced()
    {
        await using var store = kind.Open();
        var job = new TestJob();
        var create = job.New(store.Time.GetUtcNow()) with { Checkpoints = [new Checkpoint("one", "1"u8.ToArray()), new Checkpoint("one/x:y", "{}"u8.ToArray())] };
        await store.Jobs.CreateAsync(create, default);
        job.Attempt = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        await job.AppendAsync(store, job.Next([new MetricUpdateEvent("m", 1)], checkpoint: "one"));

        var found = await store.Jobs.GetCheckpointsAsync(job.Id, default);
        Assert.Equal(["one", "one/x:y"], found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("{\"n\":1}"u8.ToArray(), found["one"].ToArray());
        Assert.Equal("{}"u8.ToArray(), found["one/x:y"].ToArray());
    }
}

public sealed class MemoryJobStoreTests() : JobStoreContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisJobStoreTests(SharedRedis redis) : JobStoreContract(redis);

[Collection(SharedClusterCollection.Name)]
public sealed class ClusterJobStoreTests(SharedCluster cluster) : JobStoreContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelJobStoreTests(SharedSentinels sentinels) : JobStoreContract(sentinels);
