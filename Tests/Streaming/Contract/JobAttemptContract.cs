using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Streaming.Contract;

/// <summary>The attempts of a job follow each other, one at a time.</summary>
public abstract class JobAttemptContract(IStoreKind kind)
{
    [Fact]
    public async Task AnAttemptBeginsOnlyIfItsConditionsHold()
    {
        await using var store = kind.Open();
        var job = new TestJob();
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), default);
        Assert.Null(await store.Jobs.BeginAttemptAsync(job.Id, JobStatus.Running, null, default));
        Assert.Null(await store.Jobs.BeginAttemptAsync(job.Id, null, 1, default));
        var first = (await store.Jobs.BeginAttemptAsync(job.Id, JobStatus.Queued, 0, default))!;
        Assert.Equal((1, 0, false, null), (first.Attempt, first.Crashes, first.Interrupted, first.CancelReason));
        Assert.Null(await store.Jobs.BeginAttemptAsync(job.Id, JobStatus.Queued, null, default)); // a second queue entry finds nothing to run
        await store.Control.RequestCancelAsync(job.Id, "no more", default);
        var own = (await store.Jobs.BeginAttemptAsync(job.Id, null, 1, default))!; // its own worker begins again
        Assert.Equal((2, 0, false, "no more"), (own.Attempt, own.Crashes, own.Interrupted, own.CancelReason));

        job.Attempt = 2;
        await job.AppendAsync(store, job.Done(JobStatus.Canceled));
        Assert.Null(await store.Jobs.BeginAttemptAsync(job.Id, null, null, default));
    }

    [Fact]
    public async Task TheSpanOfAnAttemptIsKnownToTheNextOne()
    {
        await using var store = kind.Open();
        var job = new TestJob();
        await store.Jobs.NoteAttemptSpanAsync(job.Id, 1, "none", default);
        Assert.Null(await store.Jobs.GetAsync(job.Id, default)); // the note of a missing job makes no job
        Assert.True(await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), default));
        Assert.Null(await BeginAsync());
        await store.Jobs.NoteAttemptSpanAsync(job.Id, 1, "first", default);
        Assert.Equal("first", await BeginAsync());
        await store.Jobs.NoteAttemptSpanAsync(job.Id, 1, "late", default);
        Assert.Equal("first", await BeginAsync());
        await store.Jobs.NoteAttemptSpanAsync(job.Id, 3, "third", default);
        Assert.Equal("third", await BeginAsync());

        async Task<string?> BeginAsync() => (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.LastSpan;
    }

    [Fact]
    public async Task OnlyOneOfManyConcurrentCallersBeginsTheAttempt()
    {
        await using var store = kind.Open();
        var job = new TestJob();
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), default);
        var starts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => store.Jobs.BeginAttemptAsync(job.Id, JobStatus.Queued, null, default))));
        Assert.Single(starts, s => s is not null);
    }

    [Fact]
    public async Task ConsecutiveCrashesWithoutProgressAreCounted()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        async Task<AttemptStart> AgainAsync()
        {
            var start = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!;
            job.Attempt = start.Attempt;
            return start;
        }

        var second = await AgainAsync();
        Assert.Equal((1, true), (second.Crashes, second.Interrupted));
        await job.AppendAsync(store, job.Metrics(1)); // events alone are no progress
        Assert.Equal(2, (await AgainAsync()).Crashes);
        await job.AppendAsync(store, job.Next([new MetricUpdateEvent("m", 1)], checkpoint: "one"));
        Assert.Equal(1, (await AgainAsync()).Crashes);
        await job.AppendAsync(store, job.Next([new JobStatusEvent(JobStatus.Queued)], JobStatus.Queued)); // handed back
        var afterwards = await AgainAsync();
        Assert.Equal((0, false), (afterwards.Crashes, afterwards.Interrupted));
        Assert.Equal(1, (await AgainAsync()).Crashes);
    }

    [Fact]
    public async Task TimesOfStartAndEndAreKept()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Next([new JobStatusEvent(JobStatus.Running)], JobStatus.Running));
        var started = (await store.Jobs.GetAsync(job.Id, default))!.StartedAt;
        Assert.NotNull(started);
        await store.PassAsync(TimeSpan.FromMilliseconds(5));
        await job.AppendAsync(store, job.Next([new JobStatusEvent(JobStatus.Running)], JobStatus.Running));
        await job.AppendAsync(store, job.Done());
        var record = (await store.Jobs.GetAsync(job.Id, default))!;
        Assert.Equal(started, record.StartedAt);
        Assert.True(record.EndedAt >= started);
    }
}

public sealed class MemoryJobAttemptTests() : JobAttemptContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisJobAttemptTests(SharedRedis redis) : JobAttemptContract(redis);

[Collection(SharedClusterCollection.Name)]
public sealed class ClusterJobAttemptTests(SharedCluster cluster) : JobAttemptContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelJobAttemptTests(SharedSentinels sentinels) : JobAttemptContract(sentinels);
