using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class JobLogContract(IStoreKind kind)
{
    [Fact]
    public async Task AppendedEventsAreReadInOrderAndByteForByte()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        foreach (int count in new[] { 1, 5, 1, 40 })
        {
            await job.AppendAsync(store, job.Metrics(count));
        }

        var log = await store.Log.AllAsync(job.Id);

        AssertSame(job.Log, log);
        Assert.Equal(Enumerable.Range(1, 48).Select(i => (long)i), log.Select(e => e.Id.Seq));
        Assert.Equal(job.Last, (await store.Jobs.GetAsync(job.Id, default))!.LastEventId);
    }

    [Fact]
    public async Task AllKindsOfBytesAreReadUnchanged()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        string odd = string.Concat(Enumerable.Range(0, 0x250).Select(i => (char)i)) + "𝄞漢\ufffe\u2028";
        await job.AppendAsync(store, job.Next([new TokenEvent(odd, odd, 0)], scope: "stép/1 x\n2"));

        var e = (await store.Log.AllAsync(job.Id))[^1];

        AssertSame([job.Log[^1]], [e]);
        Assert.Equal("stép/1 x\n2", e.Scope);
        Assert.Equal(odd, ((TokenEvent)EventEncoder.Decode(e)!).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one/item")]
    public async Task TheTraceContextOfAnAppendIsAtItsLastEventForReadersAndTails(string scope)
    {
        await using var store = kind.Open();
        var job = new TestJob();
        var tail = store.Log.TailToAsync(job.Id, EventId.None);
        var create = job.New(store.Time.GetUtcNow());
        Assert.True(await store.Jobs.CreateAsync(create with { First = [create.First[0] with { Traceparent = Context(1) }] }, default));
        job.Attempt = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        var traced = job.Next([new TokenEvent("t", "a", 0), new TokenEvent("t", "b", 1)], scope: scope);
        await job.AppendAsync(store, traced with { Events = [traced.Events[0], traced.Events[1] with { Traceparent = Context(2) }] });
        await job.AppendAsync(store, job.Next([new TokenEvent("t", "c", 2)], scope: scope));
        await job.AppendAsync(store, job.Done());

        string?[] expected = [Context(1), null, Context(2), null, null];
        var log = await store.Log.AllAsync(job.Id);
        Assert.Equal(expected, log.Select(e => e.Traceparent));
        Assert.Equal(["", scope, scope, scope, ""], log.Select(e => e.Scope));
        Assert.Equal(expected, (await tail).Select(e => e.Traceparent));
        AssertSame(log, await tail);

        static string Context(int span) => $"00-0af7651916cd43dd8448eb211c80319c-{span:x16}-01";
    }

    [Fact]
    public async Task EachPageContinuesThePageBefore()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Metrics(24));

        var read = new List<JobEvent>();
        while (await store.Log.ReadAsync(job.Id, read.Count == 0 ? EventId.None : read[^1].Id, 7, default) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 7);
            read.AddRange(page);
        }

        AssertSame(job.Log, read);
    }

    [Fact]
    public async Task EventsCheckpointsAndStatusAreOneAtomicStep()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);

        // Refused because of its expected seq: no part of it may be stored.
        var refused = job.Next([new MetricUpdateEvent("x", 1)], JobStatus.Retrying, "one") with { ExpectedSeq = 7 };
        Assert.Equal(AppendOutcome.Conflict, (await store.Log.AppendAsync(refused, default)).Outcome);
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
        Assert.Empty(await store.Jobs.GetCheckpointsAsync(job.Id, default));
        Assert.Equal(JobStatus.Running, (await store.Jobs.GetAsync(job.Id, default))!.Status);

        await job.AppendAsync(store, job.Next([new MetricUpdateEvent("x", 1), new MetricUpdateEvent("y", 2)], JobStatus.Retrying, "one/a b"));
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
        var checkpoint = Assert.Single(await store.Jobs.GetCheckpointsAsync(job.Id, default));
        Assert.Equal("one/a b", checkpoint.Key);
        Assert.Equal("{\"n\":1}"u8.ToArray(), checkpoint.Value.ToArray());
        Assert.Equal(JobStatus.Retrying, (await store.Jobs.GetAsync(job.Id, default))!.Status);
    }

    [Fact]
    public async Task AnOlderAttemptCantAppend()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        await store.Jobs.BeginAttemptAsync(job.Id, null, null, default);

        Assert.Equal(AppendOutcome.Fenced, (await store.Log.AppendAsync(job.Metrics(1), default)).Outcome);
        Assert.Equal(AppendOutcome.Fenced, (await store.Log.AppendAsync(job.Done(), default)).Outcome);
        job.Attempt = 3; // an attempt that has not begun can't append either
        Assert.Equal(AppendOutcome.Fenced, (await store.Log.AppendAsync(job.Metrics(1), default)).Outcome);
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));

        job.Attempt = 2;
        await job.AppendAsync(store, job.Metrics(1));
        Assert.Equal("2-2", job.Last.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task AnUnexpectedSeqIsAConflict(long expected)
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        Assert.Equal(AppendOutcome.Conflict, (await store.Log.AppendAsync(job.Metrics(2) with { ExpectedSeq = expected }, default)).Outcome);
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
    }

    [Fact]
    public async Task NothingFollowsTheEnd()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Done());

        Assert.Equal(AppendOutcome.Ended, (await store.Log.AppendAsync(job.Metrics(1), default)).Outcome);
        Assert.Equal(AppendOutcome.Ended, (await store.Log.AppendAsync(job.Done(JobStatus.Failed), default)).Outcome);
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
        var record = (await store.Jobs.GetAsync(job.Id, default))!;
        Assert.Equal(JobStatus.Completed, record.Status);
        Assert.NotNull(record.EndedAt);
    }

    [Fact]
    public async Task AnUnknownOrDeletedJobIsGone()
    {
        await using var store = kind.Open();
        var never = new TestJob { Attempt = 1 };
        Assert.Equal(AppendOutcome.Gone, (await store.Log.AppendAsync(never.Metrics(1), default)).Outcome);

        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Done());
        Assert.True(await store.Jobs.DeleteAsync(job.Id, default));
        Assert.Equal(AppendOutcome.Gone, (await store.Log.AppendAsync(job.Metrics(1), default)).Outcome);
        Assert.Empty(await store.Log.AllAsync(job.Id));
        await Assert.ThrowsAsync<CursorNotFoundException>(() => store.Log.ReadAsync(job.Id, job.Last, 10, default));
    }

    [Fact]
    public async Task AFullLogAcceptsOnlyTheEnd()
    {
        await using var store = kind.Open(o => o.MaxEventsPerJob = 10);
        var job = await TestJob.StartAsync(store);
        Assert.Equal(AppendOutcome.Full, (await store.Log.AppendAsync(job.Metrics(10), default)).Outcome);
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
        await job.AppendAsync(store, job.Metrics(9));
        Assert.Equal(AppendOutcome.Full, (await store.Log.AppendAsync(job.Metrics(1), default)).Outcome);
        await job.AppendAsync(store, job.Done(JobStatus.Failed));
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
    }

    [Fact]
    public async Task ARepeatedCallAddsNothingAndReportsSuccess()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        var append = job.Metrics(3);
        await job.AppendAsync(store, append);
        Assert.Equal(AppendOutcome.Appended, (await store.Log.AppendAsync(append, default)).Outcome);
        var done = job.Done();
        await job.AppendAsync(store, done);
        Assert.Equal(AppendOutcome.Appended, (await store.Log.AppendAsync(done, default)).Outcome);
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
    }

    [Fact]
    public async Task OnlyOneOfTwoWritersOfAnAttemptWins()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        for (int round = 0; round < 20; round++)
        {
            var rivals = Enumerable.Range(0, 8).Select(i => job.Next([new MetricUpdateEvent($"{round}", i)])).ToList();
            var results = await Task.WhenAll(rivals.Select(r => Task.Run(() => store.Log.AppendAsync(r, default))));
            int winner = Array.FindIndex(results, r => r.Outcome == AppendOutcome.Appended);
            Assert.Single(results, r => r.Outcome == AppendOutcome.Appended);
            Assert.Equal(7, results.Count(r => r.Outcome == AppendOutcome.Conflict));
            job.Confirm(rivals[winner]);
        }

        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
    }

    [Fact]
    public async Task EveryAppendReportsACancelRequest()
    {
        await using var store = kind.Open();
        var job = await TestJob.StartAsync(store);
        var first = job.Metrics(1);
        Assert.False((await store.Log.AppendAsync(first, default)).CancelRequested);
        job.Confirm(first);
        await store.Control.RequestCancelAsync(job.Id, "enough", default);
        Assert.True((await store.Log.AppendAsync(job.Metrics(1), default)).CancelRequested);
    }
}

public sealed class MemoryJobLogTests() : JobLogContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisJobLogTests(SharedRedis redis) : JobLogContract(redis);

[Collection(SharedClusterCollection.Name)]
public sealed class ClusterJobLogTests(SharedCluster cluster) : JobLogContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelJobLogTests(SharedSentinels sentinels) : JobLogContract(sentinels);
