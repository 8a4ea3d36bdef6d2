using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Redis;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>Appends of many jobs that come while Redis is busy with others.</summary>
public sealed class RedisAppendsTests
{
    private const int Jobs = 200;

    [Fact]
    public async Task AppendsThatArriveTogetherShareACallAndEachHasItsOwnOutcome()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.StoreTimeout = TimeSpan.FromSeconds(30));
        var jobs = await BeginAsync(store);
        var stop = Deadline(60);
        var tails = jobs.Take(20).Select(job => Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None, stop: stop))).ToList();
        var (fenced, broken, gone, mistaken) = (jobs[50], jobs[100], jobs[150], jobs[199]);
        await store.Jobs.BeginAttemptAsync(fenced.Id, null, null, default);
        string prefix = store.Options.KeyPrefix;
        await server.SendAsync("DEL", $"{prefix}job:{{{broken.Id:D}}}:events");
        await server.SendAsync("SET", $"{prefix}job:{{{broken.Id:D}}}:events", "no stream");
        await server.SendAsync("DEL", $"{prefix}job:{{{gone.Id:D}}}");
        await server.SendAsync("CONFIG", "RESETSTAT");

        server.Pause();
        var appends = jobs.Select((job, i) => job == mistaken
            ? job.Next([new MetricUpdateEvent("m", 1)]) with { ExpectedSeq = 7 }
            : job.Next([new TokenEvent("t", new string('x', i), 0), new MetricUpdateEvent("é", i)], checkpoint: "one")).ToList();
        var results = appends.Select(append => store.Log.AppendAsync(append, stop)).ToList();
        server.Resume();
        await Task.WhenAll(results).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.InRange(await CallsAsync(server), 1, Jobs / 2); // the tails also read the log

        for (int i = 0; i < Jobs; i++)
        {
            if (jobs[i] == broken)
            {
                Assert.Contains("WRONGTYPE", (await Assert.ThrowsAsync<InvalidOperationException>(() => results[i])).Message, StringComparison.Ordinal);
                continue;
            }

            var expected = jobs[i] == fenced ? AppendOutcome.Fenced : jobs[i] == gone ? AppendOutcome.Gone : jobs[i] == mistaken ? AppendOutcome.Conflict : AppendOutcome.Appended;
            Assert.Equal(expected, (await results[i]).Outcome);
            if (expected == AppendOutcome.Appended)
            {
                jobs[i].Confirm(appends[i]);
                await jobs[i].AppendAsync(store, jobs[i].Done());
                AssertSame(jobs[i].Log, await store.Log.AllAsync(jobs[i].Id));
            }
        }

        for (int i = 0; i < tails.Count; i++)
        {
            AssertSame(jobs[i].Log, await tails[i]);
        }
    }

    [Fact]
    public async Task ACallIsInTheSpanOfItsFirstAppendAndNotInThatOfAnEarlierCall()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.StoreTimeout = TimeSpan.FromSeconds(30));
        var jobs = await BeginAsync(store);
        await jobs[0].AppendAsync(store, jobs[0].Metrics(1)); // the server knows the script
        var spans = new ConcurrentQueue<string?>();
        connection.RegisterProfiler(() =>
        {
            spans.Enqueue(Activity.Current?.OperationName);
            return null;
        });

        server.Pause();
        var results = new List<Task<AppendResult>>();
        foreach (var job in jobs)
        {
            _ = new Activity($"{job.Id}").Start();
            results.Add(store.Log.AppendAsync(job.Metrics(1), Deadline(60)));
            Activity.Current = null;
        }

        server.Resume();
        Assert.All(await Task.WhenAll(results), result => Assert.Equal(AppendOutcome.Appended, result.Outcome));
        var calls = spans.Where(span => span is not null).ToList();
        Assert.True(calls.Count > 4, $"{calls.Count} calls"); // as many as run at once
        Assert.Equal(calls.Distinct().Count(), calls.Count);
    }

    [Fact]
    public async Task AppendsThatWaitBehindAFailedCallFail()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.StoreTimeout = TimeSpan.FromSeconds(2));
        var jobs = await BeginAsync(store);
        await server.SendAsync("CONFIG", "RESETSTAT");
        server.Pause();
        var appends = jobs.Select(job => job.Metrics(2)).ToList();
        var results = appends.Select(append => store.Log.AppendAsync(append, default)).ToList();
        foreach (var result in results)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => result);
        }

        server.Resume();
        await EventuallyAsync(async () => await CallsAsync(server) > 0, "the calls that were under way got lost");
        Assert.InRange(await CallsAsync(server), 1, 4); // the other calls were not made
        for (int i = 0; i < Jobs; i++)
        {
            await EventuallyAsync(async () => await TryAsync(store, appends[i]), "it can't be written any more");
            jobs[i].Confirm(appends[i]);
            AssertSame(jobs[i].Log, await store.Log.AllAsync(jobs[i].Id));
        }
    }

    [Fact]
    public async Task InAClusterEachAppendIsItsOwnCall()
    {
        await using var server = await RedisServer.StartAsync(cluster: true);
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection);
        var jobs = await BeginAsync(store);
        var appends = jobs.Select(job => job.Metrics(2)).ToList();
        foreach (var result in await Task.WhenAll(appends.Select(append => store.Log.AppendAsync(append, default))))
        {
            Assert.Equal(AppendOutcome.Appended, result.Outcome);
        }

        for (int i = 0; i < Jobs; i++)
        {
            jobs[i].Confirm(appends[i]);
            AssertSame(jobs[i].Log, await store.Log.AllAsync(jobs[i].Id));
        }
    }

    [Fact]
    public async Task InAClusterAppendsOfASlotShareACall()
    {
        const int together = 8;
        await using var server = await RedisServer.StartAsync(cluster: true);
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.StoreTimeout = TimeSpan.FromSeconds(30));
        var jobs = await BeginAsync(store);
        var neighbours = new List<TestJob>();
        while (neighbours.Count < together)
        {
            neighbours.Add(await TestJob.StartAsync(store, Neighbour(jobs[0].Id)));
        }

        await server.SendAsync("CONFIG", "RESETSTAT");
        server.Pause();
        var appends = jobs.Concat(neighbours).Select(job => (Job: job, Append: job.Metrics(2))).ToList();
        var results = appends.Select(append => store.Log.AppendAsync(append.Append, default)).ToList();
        server.Resume();
        Assert.All(await Task.WhenAll(results), result => Assert.Equal(AppendOutcome.Appended, result.Outcome));
        Assert.InRange(await CallsAsync(server), 1, Jobs + 1); // one for all the neighbours
        foreach (var (job, append) in appends)
        {
            job.Confirm(append);
            AssertSame(job.Log, await store.Log.AllAsync(job.Id));
        }
    }

    /// <summary>The id of another job in the slot of this one.</summary>
    private static Guid Neighbour(Guid job)
    {
        int slot = HashSlot.Of($"{job:D}");
        for (var id = Guid.NewGuid(); ; id = Guid.NewGuid())
        {
            if (HashSlot.Of($"{id:D}") == slot)
            {
                return id;
            }
        }
    }

    private static async Task<List<TestJob>> BeginAsync(TestStore store)
    {
        var jobs = new List<TestJob>();
        for (int i = 0; i < Jobs; i++)
        {
            jobs.Add(await TestJob.StartAsync(store));
        }

        await jobs[0].AppendAsync(store, jobs[0].Metrics(1)); // so that Redis knows the script
        return jobs;
    }

    private static async Task<bool> TryAsync(TestStore store, JobAppend append)
    {
        try
        {
            return (await store.Log.AppendAsync(append, default)).Outcome == AppendOutcome.Appended;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static async Task<int> CallsAsync(RedisServer server)
    {
        const string Calls = "cmdstat_evalsha:calls=";
        string line = (await server.SendAsync("INFO", "commandstats")).Split("\r\n").SingleOrDefault(l => l.StartsWith(Calls, StringComparison.Ordinal), Calls + "0,");
        return int.Parse(line[Calls.Length..line.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }
}
