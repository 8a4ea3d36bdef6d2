using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>Faults of the server while jobs are written and watched. Each test has a server of its own.</summary>
public sealed class RedisFaultTests
{
    [Fact]
    public async Task ARestartLosesNothingForWritersAndWatchers()
    {
        await using var server = await RedisServer.StartAsync(appendOnly: true);
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.StoreTimeout = TimeSpan.FromSeconds(2));
        var (job, start) = await BeginAsync(store);
        var stop = Deadline(90);
        var tails = Enumerable.Range(0, 3).Select(_ => Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None, stop: stop))).ToList();
        await using var writer = new JobWriter(store.Log, start, TimeProvider.System, NullLogger.Instance);
        var writing = Task.Run(async () =>
        {
            for (int i = 0; i < 2000; i++)
            {
                await writer.EmitAsync("", new MetricUpdateEvent("m", i), stop);
                if (i % 10 == 0)
                {
                    await Task.Delay(1, stop); // spread over the outages
                }
            }

            await writer.CommitAsync("", [new DoneEvent(JobStatus.Completed)], null, JobStatus.Completed, stop);
        });

        await EventuallyAsync(() => Task.FromResult(writer.Seq > 50), "nothing was written");
        await server.StopAsync();
        await server.RestartAsync();
        await EventuallyAsync(() => Task.FromResult(writer.Seq > 500 || writing.IsCompleted), "writing did not go on after a restart");
        await server.KillAsync();
        await server.RestartAsync();
        await writing.WaitAsync(stop);

        var log = await ReadAsync(store, job.Id);
        Assert.Equal(Enumerable.Range(1, 2002).Select(i => (long)i), log.Select(e => e.Id.Seq));
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (double)i), log.Skip(1).SkipLast(1).Select(e => ((MetricUpdateEvent)EventEncoder.Decode(e)!).Value));
        foreach (var tail in tails)
        {
            AssertSame(log, await tail);
        }
    }

    /// <summary>The client library sends a script again that a server doesn't know, once. Then another one may have forgotten it.</summary>
    [Fact]
    public async Task AScriptThatIsFlushedTwicePasses()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        using var other = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection);
        var deadline = Deadline(60);
        string? passed = null;
        var flushing = Task.Run(async () =>
        {
            while (passed is null && !deadline.IsCancellationRequested)
            {
                await other.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            while (passed is null && !deadline.IsCancellationRequested)
            {
                try
                {
                    await store.Queue.ClaimAsync($"w{worker}", 1, default);
                }
                catch (StoreUnavailableException e)
                {
                    passed = e.Message;
                }
            }
        })));
        await flushing;
        Assert.Contains("NOSCRIPT", passed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlushedScriptsAreSentAgain()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection);
        var job = await TestJob.StartAsync(store);
        for (int i = 0; i < 5; i++)
        {
            await job.AppendAsync(store, job.Metrics(2));
            await server.SendAsync("SCRIPT", "FLUSH");
        }

        var other = await TestJob.StartAsync(store);
        await server.SendAsync("SCRIPT", "FLUSH");
        Assert.Equal(CancelOutcome.Requested, await store.Control.RequestCancelAsync(other.Id, "x", default));
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
    }

    [Fact]
    public async Task LostSubscriptionsLoseNoEvent()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection);
        var job = await TestJob.StartAsync(store);
        var stop = Deadline(60);
        var tail = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None, stop: stop));
        for (int i = 0; i < 200; i++)
        {
            if (i % 40 == 20)
            {
                await server.SendAsync("CLIENT", "KILL", "TYPE", "pubsub");
            }

            await job.AppendAsync(store, job.Metrics(1));
            await Task.Delay(2);
        }

        await server.SendAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await job.AppendAsync(store, job.Done()); // the last event: no later message shows that it was missed
        AssertSame(job.Log, await tail);
    }

    [Fact]
    public async Task AServerThatComesBackEmptyIsNoticedByAll()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection);
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Metrics(5));
        await store.Queue.EnqueueAsync(job.Id, default);
        var claim = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        var stop = Deadline(60);
        var tail = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None, stop: stop));
        await Task.Delay(100);

        await server.KillAsync();
        await server.RestartAsync();

        await Assert.ThrowsAsync<CursorNotFoundException>(() => tail.WaitAsync(stop));
        Assert.Equal(AppendOutcome.Gone, await UntilAvailableAsync(async () => (await store.Log.AppendAsync(job.Metrics(1), default)).Outcome));
        Assert.False(await UntilAvailableAsync(() => store.Queue.RenewAsync(claim, default)));
        await store.Queue.AbandonAsync(claim, default);
        await store.Queue.CompleteAsync(claim, default);
        Assert.Empty(await store.Queue.ClaimAsync("a", 1, default));
        Assert.Null(await store.Jobs.GetAsync(job.Id, default));
    }

    [Fact]
    public async Task AServerThatHangsIsUnavailableUntilItAnswersAgain()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.StoreTimeout = TimeSpan.FromMilliseconds(300));
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Metrics(2));
        var append = job.Metrics(2);

        server.Pause();
        try
        {
            var calls = new Func<Task>[]
            {
                () => store.Log.AppendAsync(append, default),
                () => store.Log.ReadAsync(job.Id, EventId.None, 10, default),
                () => store.Jobs.GetAsync(job.Id, default),
                () => store.Jobs.ListAsync(null, 10, default),
                () => store.Queue.ClaimAsync("a", 1, default),
                () => store.Control.RequestCancelAsync(Guid.NewGuid(), "x", default),
                () => store.Nodes.ListAsync(default),
            };
            foreach (var call in calls)
            {
                await Assert.ThrowsAsync<StoreUnavailableException>(() => call().WaitAsync(TimeSpan.FromSeconds(20)));
            }
        }
        finally
        {
            server.Resume();
        }

        // Whether the append happened is unknown: a repeat is safe.
        Assert.Equal(AppendOutcome.Appended, await UntilAvailableAsync(async () => (await store.Log.AppendAsync(append, default)).Outcome));
        job.Confirm(append);
        AssertSame(job.Log, await ReadAsync(store, job.Id));
    }

    [Fact]
    public async Task AServerThatIsDownIsUnavailable()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.StoreTimeout = TimeSpan.FromMilliseconds(500));
        var job = await TestJob.StartAsync(store);
        await server.KillAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Log.AppendAsync(job.Metrics(1), default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Jobs.CreateAsync(new TestJob().New(store.Time.GetUtcNow()), default));
    }

    [Fact]
    public async Task AFullServerRefusesAppendsAndLeavesTheLogIntact()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection);
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Metrics(3));
        await server.SendAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await server.SendAsync("CONFIG", "SET", "maxmemory", "1mb");

        var append = job.Metrics(3);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Log.AppendAsync(append, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Jobs.CreateAsync(new TestJob().New(store.Time.GetUtcNow()), default));
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
        Assert.Equal(job.Seq, (await store.Jobs.GetAsync(job.Id, default))!.Seq);

        await server.SendAsync("CONFIG", "SET", "maxmemory", "0");
        await job.AppendAsync(store, append);
        await job.AppendAsync(store, job.Done());
        AssertSame(job.Log, await store.Log.TailToAsync(job.Id, EventId.None));
    }

    [Fact]
    public async Task MemoryThatRunsOutInTheMiddleNeverLeavesHalfAnAppend()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection);
        var job = await TestJob.StartAsync(store);
        await server.SendAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await server.SendAsync("CONFIG", "SET", "maxmemory", "6mb");
        var refused = false;
        for (int i = 0; i < 200 && !refused; i++)
        {
            var append = job.Next([.. Enumerable.Range(0, 10).Select(k => new TokenEvent("t", new string('x', 20_000), k))], checkpoint: $"s/{i}");
            try
            {
                await job.AppendAsync(store, append);
            }
            catch (StoreUnavailableException)
            {
                refused = true;
            }
        }

        Assert.True(refused);
        AssertSame(job.Log, await store.Log.AllAsync(job.Id));
        Assert.Equal(job.Log.Count, (await store.Jobs.GetAsync(job.Id, default))!.Seq);
        Assert.Equal((job.Log.Count - 1) / 10, (await store.Jobs.GetCheckpointsAsync(job.Id, default)).Count);
    }

    private static async Task<(TestJob Job, AttemptStart Start)> BeginAsync(TestStore store)
    {
        var job = new TestJob();
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), default);
        return (job, (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!);
    }

    private static Task<IReadOnlyList<JobEvent>> ReadAsync(TestStore store, Guid jobId) => UntilAvailableAsync(() => store.Log.AllAsync(jobId));

    private static async Task<T> UntilAvailableAsync<T>(Func<Task<T>> call)
    {
        for (var deadline = Deadline(60); ; await Task.Delay(50, deadline))
        {
            try
            {
                return await call();
            }
            catch (StoreUnavailableException) when (!deadline.IsCancellationRequested)
            {
                // The connection is not restored yet.
            }
        }
    }
}
