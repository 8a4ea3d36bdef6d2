using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming;

public sealed class JobWriterTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly TestStore _store = TestStore.Memory(o => o.MaxEventsPerJob = 20_000);
    private readonly TestJob _job = new();
    private GatedLog _log = null!;
    private JobWriter _writer = null!;

    public async Task InitializeAsync()
    {
        await _store.Jobs.CreateAsync(_job.New(_store.Time.GetUtcNow()), default);
        var start = await _store.Jobs.BeginAttemptAsync(_job.Id, null, null, default);
        _log = new GatedLog(_store.Log);
        _writer = new JobWriter(_log, start!, TimeProvider.System, NullLogger.Instance);
    }

    public async Task DisposeAsync()
    {
        _log.Open();
        await _writer.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task EventsOfConcurrentEmittersAreWrittenInOrder()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(emitter => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                await _writer.EmitAsync($"s{emitter}", new MetricUpdateEvent($"{emitter}", i), Deadline());
            }
        })));
        await CommitAsync();

        var log = await _store.Log.AllAsync(_job.Id);
        Assert.Equal(Enumerable.Range(1, 2002).Select(i => (long)i), log.Select(e => e.Id.Seq));
        foreach (var own in log.Skip(1).SkipLast(1).GroupBy(e => e.Scope))
        {
            Assert.Equal(Enumerable.Range(0, 100).Select(i => (double)i), own.Select(e => ((MetricUpdateEvent)EventEncoder.Decode(e)!).Value));
        }
    }

    [Fact]
    public async Task EventsThatArriveDuringAnAppendAreWrittenInFewMoreAppends()
    {
        _log.Close();
        for (int i = 0; i < 1000; i++)
        {
            await EmitAsync(i);
        }

        Assert.Equal(1, _writer.Seq);
        _log.Open();
        await CommitAsync();
        Assert.Equal(1002, _writer.Seq);
        Assert.InRange(_log.Calls, 2, 5);
    }

    [Fact]
    public async Task LargeEventsAreWrittenInSeveralAppends()
    {
        _log.Close();
        await EmitAsync(0);
        for (int i = 0; i < 8; i++)
        {
            await _writer.EmitAsync("", new TokenEvent("t", new string('x', 400_000), i * 400_000), default);
        }

        _log.Open();
        await CommitAsync();
        Assert.InRange(_log.LargestAppend, 400_000, 1_500_000);
        Assert.Equal(11, (await _store.Log.AllAsync(_job.Id)).Count);
    }

    [Fact]
    public async Task ACommitWaitsUntilItIsInTheLog()
    {
        _log.Close();
        await EmitAsync(1);
        var commit = _writer.CommitAsync("one", [new MetricUpdateEvent("m", 2)], new Checkpoint("one", "{}"u8.ToArray()), JobStatus.Retrying, default);
        await EmitAsync(3); // after the status, so in a later append
        await Task.Delay(50);
        Assert.False(commit.IsCompleted);
        Assert.Single(await _store.Log.AllAsync(_job.Id));

        _log.Open();
        await commit.WaitAsync(Soon);
        Assert.True((await _store.Log.AllAsync(_job.Id)).Count >= 3);
        Assert.Equal("one", Assert.Single(await _store.Jobs.GetCheckpointsAsync(_job.Id, default)).Key);
        Assert.Equal(JobStatus.Retrying, (await _store.Jobs.GetAsync(_job.Id, default))!.Status);
    }

    [Fact]
    public async Task ACommitWithoutEventsIsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _writer.CommitAsync("", [], new Checkpoint("one", "{}"u8.ToArray()), null, default));

    [Fact]
    public async Task ManyCommitsAtOnceAllKeepTheirCheckpoints()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => _writer.CommitAsync(
            $"s/{i}", [new MetricUpdateEvent("m", i)], new Checkpoint($"s/{i}", "{}"u8.ToArray()), i % 50 == 0 ? JobStatus.Running : null, default))));
        Assert.Equal(200, (await _store.Jobs.GetCheckpointsAsync(_job.Id, default)).Count);
        Assert.Equal(201, _writer.Seq);
    }

    [Fact]
    public async Task ARefusalFailsEveryWaitingCaller()
    {
        _log.Close();
        await EmitAsync(0);
        await EventuallyAsync(() => Task.FromResult(_log.Calls == 1), "the first event never left");
        var commits = Enumerable.Range(0, 10).Select(i => _writer.CommitAsync("", [new MetricUpdateEvent("m", i)], null, null, default)).ToList();
        var emitters = Enumerable.Range(0, 10_000).Select(i => Task.Run(async () => await EmitAsync(i))).ToList(); // more events than the writer has room for
        await Task.Delay(200);
        Assert.Contains(emitters, e => !e.IsCompleted);

        await _store.Jobs.BeginAttemptAsync(_job.Id, null, null, default);
        _log.Open();

        foreach (var commit in commits)
        {
            var refused = await Assert.ThrowsAsync<AppendRefusedException>(() => commit.WaitAsync(Soon));
            Assert.Equal(AppendOutcome.Fenced, refused.Outcome);
        }

        await Task.WhenAll(emitters).WaitAsync(Soon).ContinueWith(_ => { });
        Assert.All(emitters, e => Assert.True(e.IsCompleted));
        Assert.Contains(emitters, e => e.IsFaulted);

        // Every later event is refused too.
        for (int i = 0; i < 10_000; i++)
        {
            await Assert.ThrowsAsync<AppendRefusedException>(() => EmitAsync(i).WaitAsync(Soon));
        }

        await Assert.ThrowsAsync<AppendRefusedException>(CommitAsync);
        Assert.Single(await _store.Log.AllAsync(_job.Id));
    }

    [Fact]
    public async Task EmittersWaitWhenTooManyEventsWait()
    {
        _log.Close();
        int handed = 0;
        var emitter = Task.Run(async () =>
        {
            for (int i = 0; i < 9000; i++)
            {
                await EmitAsync(i);
                Interlocked.Increment(ref handed);
            }
        });
        await EventuallyAsync(() => Task.FromResult(Volatile.Read(ref handed) >= 4096), "the writer takes less than its bound");
        await Task.Delay(100);
        Assert.Equal(4096, Volatile.Read(ref handed));
        using var shortWait = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _writer.EmitAsync("", new MetricUpdateEvent("x", 1), shortWait.Token));

        _log.Open();
        await emitter.WaitAsync(Soon);
        await CommitAsync();
        Assert.Equal(9002, _writer.Seq);
    }

    [Fact]
    public async Task AnOutageCausesNoHoleAndNoDouble()
    {
        _log.FailNext(6); // every second failure comes after the append: the reply is lost
        for (int i = 0; i < 50; i++)
        {
            await EmitAsync(i);
        }

        await CommitAsync();
        Assert.Equal(Enumerable.Range(1, 52).Select(i => (long)i), (await _store.Log.AllAsync(_job.Id)).Select(e => e.Id.Seq));
        Assert.Equal(0, _log.FailuresLeft);
    }

    [Fact]
    public async Task AFullLogRefusesAndANewWriterEndsIt()
    {
        await using var store = TestStore.Memory(o => o.MaxEventsPerJob = 100);
        var job = await TestJob.StartAsync(store);
        var start = await store.Jobs.BeginAttemptAsync(job.Id, null, 1, default);
        await using (var writer = new JobWriter(store.Log, start!, TimeProvider.System, NullLogger.Instance))
        {
            var refused = await Assert.ThrowsAsync<AppendRefusedException>(async () =>
            {
                for (int i = 0; i < 100; i++)
                {
                    await writer.CommitAsync("", [new MetricUpdateEvent("m", i)], null, null, default);
                }
            });
            Assert.Equal(AppendOutcome.Full, refused.Outcome);
        }

        start = await store.Jobs.BeginAttemptAsync(job.Id, null, 2, default);
        await using var last = new JobWriter(store.Log, start!, TimeProvider.System, NullLogger.Instance);
        await last.CommitAsync("", [new JobErrorEvent("log_full", "too much"), new DoneEvent(JobStatus.Failed)], null, JobStatus.Failed, default);
        Assert.Equal(102, (await store.Log.AllAsync(job.Id)).Count);
    }

    [Fact]
    public async Task ALogThatBecameShorterIsAConflict()
    {
        var start = new AttemptStart(_job.Id, "test", 1, 5, [], 0, false, null, null, default);
        await using var writer = new JobWriter(_store.Log, start, TimeProvider.System, NullLogger.Instance);
        var refused = await Assert.ThrowsAsync<AppendRefusedException>(() => writer.CommitAsync("", [new MetricUpdateEvent("m", 1)], null, null, default));
        Assert.Equal(AppendOutcome.Conflict, refused.Outcome);
    }

    [Fact]
    public async Task AnEventThatIsNoJsonFailsTheAttemptAndBlocksNoCaller()
    {
        await _writer.EmitAsync("", new MetricUpdateEvent("m", double.NaN), default);
        await Assert.ThrowsAnyAsync<Exception>(() => _writer.CommitAsync("", [new MetricUpdateEvent("m", 1)], null, null, default).WaitAsync(Soon));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => EmitAsync(1));
        Assert.Single(await _store.Log.AllAsync(_job.Id));
    }

    [Fact]
    public async Task DisposingDropsWaitingEventsAndBlocksNoCaller()
    {
        _log.Close();
        await EmitAsync(0);
        var commit = _writer.CommitAsync("", [new MetricUpdateEvent("m", 1)], null, null, default);
        var emitters = Enumerable.Range(0, 9000).Select(i => Task.Run(async () => await EmitAsync(i))).ToList();
        await Task.Delay(100);

        await _writer.DisposeAsync().AsTask().WaitAsync(Soon);
        await _writer.DisposeAsync().AsTask().WaitAsync(Soon);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => commit.WaitAsync(Soon));
        await Task.WhenAll(emitters).WaitAsync(Soon).ContinueWith(_ => { });
        Assert.All(emitters, e => Assert.True(e.IsCompleted));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => EmitAsync(1).WaitAsync(Soon));
    }

    [Fact]
    public async Task DoneHoldsTheEventCountAndTheDigestOfAllEventsBeforeIt()
    {
        for (int i = 0; i < 30; i++)
        {
            await EmitAsync(i);
        }

        await _writer.CommitAsync("", [new MetricUpdateEvent("last", 1), new DoneEvent(JobStatus.Completed)], null, JobStatus.Completed, default);

        var log = await _store.Log.AllAsync(_job.Id);
        byte[] digest = [];
        foreach (var e in log.SkipLast(1))
        {
            digest = System.Security.Cryptography.SHA256.HashData([.. digest, .. e.Data.Span]);
        }

        var done = JsonDocument.Parse(log[^1].Data).RootElement;
        Assert.Equal(33, done.GetProperty("event_count").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(digest), done.GetProperty("digest").GetString());
        Assert.Equal("1-33", log[^1].Id.ToString());
    }

    /// <summary>Otherwise the report of a failed job blames the code that emits next.</summary>
    [Fact]
    public async Task AnErrorOfTheLogTellsWhereItWasThrown()
    {
        _log.Defect = new InvalidOperationException("A defect.");
        await EmitAsync(1);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => EmitAsync(2));
        Assert.Contains(nameof(GatedLog), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACancelIsPassedOn()
    {
        int heard = 0;
        await using var store = TestStore.Memory();
        var job = await TestJob.StartAsync(store);
        var start = await store.Jobs.BeginAttemptAsync(job.Id, null, 1, default);
        await using var writer = new JobWriter(store.Log, start!, TimeProvider.System, NullLogger.Instance, () => Interlocked.Increment(ref heard));
        await writer.CommitAsync("", [new MetricUpdateEvent("m", 1)], null, null, default);
        Assert.Equal(0, heard);
        await store.Control.RequestCancelAsync(job.Id, "x", default);
        await writer.CommitAsync("", [new MetricUpdateEvent("m", 1)], null, null, default);
        Assert.Equal(1, heard);
    }

    private Task EmitAsync(int value) => _writer.EmitAsync("s", new MetricUpdateEvent("m", value), Deadline()).AsTask();

    private Task CommitAsync() => _writer.CommitAsync("s", [new MetricUpdateEvent("end", 1)], null, null, Deadline());
}
