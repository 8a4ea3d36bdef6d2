using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

/// <summary>A log is followed while it is written.</summary>
public abstract class JobTailContract(IStoreKind kind)
{
    /// <summary>The main promise: a watcher that joins at any time and at any cursor sees the same log.</summary>
    [Fact]
    public async Task TailsFromEveryCursorSeeTheSameEventsDuringWrites()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        var stop = Deadline(60);
        var tails = new List<(EventId After, Task<List<JobEvent>> Seen)>
        {
            (EventId.None, Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None, stop: stop))),
        };
        for (int i = 0; i < 60; i++)
        {
            if (i == 30)
            {
                job.Attempt = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
            }

            await job.AppendAsync(store, i == 59 ? job.Done() : job.Metrics(1 + (i % 3)));
            // Every second tail starts at the newest event, the others at a random earlier one.
            var after = job.Log[i % 2 == 0 ? ^1 : Random.Shared.Next(job.Log.Count)].Id;
            tails.Add((after, Task.Run(() => store.Log.TailToAsync(job.Id, after, stop: stop))));
        }

        // After the end, one tail starts at every cursor, including the last one.
        tails.AddRange(job.Log.Select(e => (e.Id, Task.Run(() => store.Log.TailToAsync(job.Id, e.Id, stop: stop)))));
        foreach (var (after, seen) in tails)
        {
            AssertSame(job.Log.Skip((int)after.Seq), await seen);
        }
    }

    [Fact]
    public async Task ATailGoesThroughALongLog()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        for (int i = 0; i < 5; i++)
        {
            await job.AppendAsync(store, job.Metrics(500));
        }

        await job.AppendAsync(store, job.Done());
        AssertSame(job.Log, await store.Log.TailToAsync(job.Id, EventId.None));
        AssertSame(job.Log.Skip(999), await store.Log.TailToAsync(job.Id, job.Log[998].Id));
    }

    [Fact]
    public async Task ASlowReaderMissesNothing()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        var seen = new List<JobEvent>();
        await using var tail = store.Log.TailAsync(job.Id, EventId.None, Deadline()).GetAsyncEnumerator();
        Assert.True(await tail.MoveNextAsync());
        seen.AddRange(tail.Current);
        for (int i = 0; i < 400; i++) // more messages than a tail buffers
        {
            await job.AppendAsync(store, job.Metrics(1));
        }

        await job.AppendAsync(store, job.Done());
        while (await tail.MoveNextAsync())
        {
            seen.AddRange(tail.Current);
        }

        AssertSame(job.Log, seen);
    }

    [Fact]
    public async Task ACursorThatIsNotInTheLogIsRefused()
    {
        await using var store = kind.Open(o => o.Retention = TimeSpan.FromSeconds(1));
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Metrics(3));
        foreach (string cursor in new[] { "0-2", "2-2", "1-1", "1-5", "1-9223372036854775807", "2147483647-3" })
        {
            var id = EventId.Parse(cursor);
            var refused = await Assert.ThrowsAsync<CursorNotFoundException>(() => store.Log.ReadAsync(job.Id, id, 10, default));
            Assert.Equal((job.Id, id), (refused.JobId, refused.Cursor));
            await Assert.ThrowsAsync<CursorNotFoundException>(() => store.Log.TailToAsync(job.Id, id));
        }

        await Assert.ThrowsAsync<CursorNotFoundException>(() => store.Log.TailToAsync(Guid.NewGuid(), new EventId(1, 1)));

        await job.AppendAsync(store, job.Done());
        await store.PassAsync(TimeSpan.FromSeconds(1.1));
        await EventuallyAsync(async () => await store.Jobs.GetAsync(job.Id, default) is null, "an ended job never expired");
        await Assert.ThrowsAsync<CursorNotFoundException>(() => store.Log.TailToAsync(job.Id, job.Log[2].Id));
        Assert.Equal(AppendOutcome.Gone, (await store.Log.AppendAsync(job.Metrics(1), default)).Outcome);
    }

    [Fact]
    public async Task ATailMayBeOpenedBeforeThereIsAJob()
    {
        await using var store = kind.Open();
        var job = new TestJob();
        var seen = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None));
        await Task.Delay(50);
        Assert.Empty(await store.Log.AllAsync(job.Id));
        Assert.True(await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), default));
        job.Attempt = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        await job.AppendAsync(store, job.Metrics(2));
        await job.AppendAsync(store, job.Done());
        AssertSame(job.Log, await seen);
    }

    [Fact]
    public async Task ATailThatIsCanceledEnds()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        using var stop = new CancellationTokenSource();
        var seen = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None, stop: stop.Token));
        await Task.Delay(50);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => seen.WaitAsync(TimeSpan.FromSeconds(20)));
        await job.AppendAsync(store, job.Done()); // with no tail left
    }

    [Fact]
    public async Task JobsDontSeeEachOther()
    {
        await using var store = kind.Open();
        var jobs = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TestJob.StartAsync(store)));
        var tails = jobs.Select(j => Task.Run(() => store.Log.TailToAsync(j.Id, EventId.None))).ToList();
        await Task.WhenAll(jobs.Select(async j =>
        {
            for (int i = 0; i < 20; i++)
            {
                await j.AppendAsync(store, j.Metrics(1));
            }

            await j.AppendAsync(store, j.Done());
        }));
        for (int i = 0; i < jobs.Length; i++)
        {
            AssertSame(jobs[i].Log, await tails[i]);
        }
    }
}

public sealed class MemoryJobTailTests() : JobTailContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisJobTailTests(SharedRedis redis) : JobTailContract(redis);

[Collection(SharedClusterCollection.Name)]
public sealed class ClusterJobTailTests(SharedCluster cluster) : JobTailContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelJobTailTests(SharedSentinels sentinels) : JobTailContract(sentinels);
