using System.Globalization;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>A master and a replica that must have what is confirmed.</summary>
public sealed class RedisReplicasTests
{
    [Fact]
    public async Task WhatIsConfirmedIsOnTheReplica()
    {
        await using var master = await RedisServer.StartAsync();
        await using var replica = await master.StartReplicaAsync();
        using var connection = await master.ConnectAsync();
        await using var store = TestStore.Redis(connection, Configure);
        var job = await TestJob.StartAsync(store);

        replica.Pause();
        var shown = job.Metrics(1);
        Assert.Equal(AppendOutcome.Appended, (await store.Log.AppendAsync(shown, CancellationToken.None)).Outcome); // no commit: nothing waits for it
        job.Confirm(shown);
        var commit = job.Next([new MetricUpdateEvent("part", 1)], checkpoint: "one");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Log.AppendAsync(commit, CancellationToken.None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => TestJob.StartAsync(store));
        replica.Resume();

        Assert.Equal(AppendOutcome.Appended, (await store.Log.AppendAsync(commit, CancellationToken.None)).Outcome); // the writer tries it again
        job.Confirm(commit);
        var end = job.Done();
        Assert.Equal(AppendOutcome.Appended, (await store.Log.AppendAsync(end, CancellationToken.None)).Outcome);
        job.Confirm(end);
        await master.KillAsync();

        await replica.SendAsync("REPLICAOF", "NO", "ONE");
        using var promoted = await replica.ConnectAsync();
        await using var after = TestStore.Redis(promoted, prefix: store.Options.KeyPrefix);
        var log = await after.Log.ReadAsync(job.Id, EventId.None, 100, CancellationToken.None);
        Assert.Equal(job.Log.Select(e => e.Id), log.Select(e => e.Id));
        Assert.Equal(JobStatus.Completed, (await after.Jobs.GetAsync(job.Id, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task WhileAReplicaHangsOnlyCommitsWait()
    {
        await using var master = await RedisServer.StartAsync();
        await using var replica = await master.StartReplicaAsync();
        using var connection = await master.ConnectAsync();
        await using var store = TestStore.Redis(connection, options => (options.ReplicasToWait, options.StoreTimeout) = (1, TimeSpan.FromSeconds(60)));
        var jobs = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => TestJob.StartAsync(store)));

        replica.Pause();
        var commits = jobs.Skip(1).Select(job => store.Log.AppendAsync(job.Next([new MetricUpdateEvent("part", 1)], checkpoint: "one"), CancellationToken.None)).ToList();
        for (int i = 0; i < 5; i++)
        {
            await jobs[0].AppendAsync(store, jobs[0].Metrics(1));
        }

        Assert.DoesNotContain(commits, commit => commit.IsCompleted);
        replica.Resume();
        Assert.All(await Task.WhenAll(commits), result => Assert.Equal(AppendOutcome.Appended, result.Outcome));
    }

    [Fact]
    public async Task WritesThatWaitTogetherShareAWait()
    {
        const int Jobs = 200;
        await using var master = await RedisServer.StartAsync();
        await using var replica = await master.StartReplicaAsync();
        using var connection = await master.ConnectAsync();
        await using var store = TestStore.Redis(connection, options => options.ReplicasToWait = 1);
        await Task.WhenAll(Enumerable.Range(0, Jobs).Select(_ => TestJob.StartAsync(store)));

        string wait = (await master.SendAsync("INFO", "commandstats")).Split('\n').Single(line => line.StartsWith("cmdstat_wait:", StringComparison.Ordinal));
        int calls = int.Parse(wait.Split('=', ',')[1], CultureInfo.InvariantCulture);
        Assert.InRange(calls, 1, Jobs / 2);
    }

    private static void Configure(StreamingOptions options) => (options.ReplicasToWait, options.StoreTimeout) = (1, TimeSpan.FromMilliseconds(500));
}
