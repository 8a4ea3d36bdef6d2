using System.Collections.Concurrent;
using System.Globalization;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Redis;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>Live messages in a cluster of three masters and their replicas, also while it changes.</summary>
[Collection(SharedClusterCollection.Name)]
public sealed class RedisClusterTests(SharedCluster shared)
{
    private readonly RedisCluster _cluster = shared.Cluster;

    [Fact]
    public async Task AnEventReachesTheServersOfItsJobsSlotAndNoOther()
    {
        await using var store = Open();
        var jobs = new List<TestJob>();
        for (int i = 0; i < 12; i++)
        {
            jobs.Add(await TestJob.StartAsync(store));
        }

        var tails = jobs.Select(job => Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None))).ToList();
        await Task.WhenAll(jobs.Select(job => SubscribedAsync(store, job.Id)));
        var (toAll, _) = await SentAsync();
        foreach (var job in jobs)
        {
            await job.AppendAsync(store, job.Metrics(3));
            await job.AppendAsync(store, job.Done());
        }

        for (int i = 0; i < jobs.Count; i++)
        {
            AssertSame(jobs[i].Log, await tails[i]);
        }

        var (toAllNow, toShards) = await SentAsync();
        Assert.Equal(toAll, toAllNow);
        Assert.NotEqual(0, toShards); // to the replicas of the slots
        await EventuallyAsync(async () => (await Task.WhenAll(jobs.Select(job => SubscribersAsync(store, job.Id)))).All(left => left.Sum() == 0), "a subscription was left behind");
    }

    [Theory]
    [InlineData("")]
    [InlineData("123456789")]
    [InlineData("a{é}b{c}")]
    [InlineData("{}a")]
    [InlineData("a{b")]
    [InlineData("a}{b}")]
    [InlineData("{{a}}")]
    public async Task TheSlotOfAKeyIsTheServers(string key) => Assert.Equal(await _cluster.SlotAsync(key), HashSlot.Of(key));

    [Fact]
    public async Task ACancelAndACallReachTheirNode()
    {
        await using var store = Open();
        var job = await TestJob.StartAsync(store);
        var canceled = new TaskCompletionSource<string>();
        await using var watching = await store.Control.WatchCancelAsync(job.Id, reason => canceled.TrySetResult(reason), default);
        await using var answering = await store.Calls.AnswerAsync("n", call => Task.FromResult<byte[]?>([.. call.Argument.Span, 2]), default);
        Assert.Equal(CancelOutcome.Requested, await store.Control.RequestCancelAsync(job.Id, "enough", default));
        Assert.Equal("enough", await canceled.Task.WaitAsync(Deadline()));
        Assert.Equal([1, 2], (await store.Calls.CallAsync("n", new("c", new byte[] { 1 }), TimeSpan.FromSeconds(20), default))!);
    }

    /// <summary>While a slot moves, its events are published at the new server, and its subscribers are still at the old one.</summary>
    [Fact]
    public async Task AWatcherFollowsItsJobToAnotherServerAndMissesNothing()
    {
        await using var store = Open();
        var job = await TestJob.StartAsync(store);
        int slot = await _cluster.SlotAsync($"{{{job.Id:D}}}");
        var seen = new ConcurrentQueue<JobEvent>();
        var tail = Task.Run(async () =>
        {
            await foreach (var batch in store.Log.TailAsync(job.Id, EventId.None, Deadline()))
            {
                batch.ToList().ForEach(seen.Enqueue);
            }
        });
        foreach (var master in _cluster.Nodes.Take(3).OrderBy(node => node.Port).ToList())
        {
            await SubscribedAsync(store, job.Id);
            if (master == await _cluster.OwnerAsync(slot))
            {
                continue;
            }

            await job.AppendAsync(store, job.Metrics(2));
            await _cluster.MoveSlotAsync(slot, await MasterAsync(master), () => job.AppendAsync(store, job.Metrics(2)));
            await EventuallyAsync(() => Task.FromResult(seen.Count == job.Seq), "what was written while the slot moved does not arrive"); // before any later event
        }

        await SubscribedAsync(store, job.Id);
        await job.AppendAsync(store, job.Done());
        await tail;
        AssertSame(job.Log, seen);
    }

    /// <summary>Until the slot has moved, its old master refuses the write that goes before WAIT.</summary>
    [Fact]
    public async Task ACommitInASlotThatMovesWaitsForTheReplicasOfTheNewMaster()
    {
        await using var store = Open(o => (o.ReplicasToWait, o.StoreTimeout) = (1, TimeSpan.FromSeconds(60)));
        var job = await TestJob.StartAsync(store);
        int slot = await _cluster.SlotAsync($"{{{job.Id:D}}}");
        var from = await _cluster.OwnerAsync(slot);
        var masters = await Task.WhenAll(_cluster.Nodes.Take(3).Select(MasterAsync));
        var to = masters.First(master => master != from);
        var commit = job.Next([new MetricUpdateEvent("part", 1)], checkpoint: "one");
        int asked = await AskedAsync();
        Task<AppendResult>? appending = null;
        await _cluster.MoveSlotAsync(slot, to, async () =>
        {
            appending = store.Log.AppendAsync(commit, default);
            await EventuallyAsync(async () => await AskedAsync() >= asked + 3, "the commit does not wait"); // the append, and two tries to wait
            Assert.False(appending.IsCompleted);
        });
        Assert.Equal(AppendOutcome.Appended, (await appending!).Outcome);

        // errorstat_ASK:count=2
        async Task<int> AskedAsync() => (await from.SendAsync("INFO", "errorstats")).Split('\n').FirstOrDefault(line => line.StartsWith("errorstat_ASK:", StringComparison.Ordinal)) is { } line
            ? int.Parse(line.Split('=')[1], CultureInfo.InvariantCulture)
            : 0;
    }

    [Fact]
    public async Task WritersAndWatchersLoseNothingInFailovers()
    {
        await using var store = Open(o => o.StoreTimeout = TimeSpan.FromSeconds(2));
        var job = await TestJob.StartAsync(store);
        var start = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!;
        int slot = await _cluster.SlotAsync($"{{{job.Id:D}}}");
        var stop = Deadline(90);
        var tail = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None, stop: stop));
        await SubscribedAsync(store, job.Id);
        await using var writer = new JobWriter(store.Log, start, TimeProvider.System, NullLogger.Instance);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var writing = Task.Run(async () =>
        {
            for (int i = 0; !enough.IsCancellationRequested; i++)
            {
                await writer.EmitAsync("", new MetricUpdateEvent("m", i), stop);
                await Task.Delay(2, stop);
            }

            await writer.CommitAsync("", [new DoneEvent(JobStatus.Completed)], null, JobStatus.Completed, stop);
        });

        await WrittenAsync(50);
        await _cluster.FailOverAsync(await _cluster.OwnerAsync(slot));
        await WrittenAsync(50);
        var killed = await _cluster.OwnerAsync(slot);
        await killed.KillAsync();
        await EventuallyAsync(async () => await _cluster.OwnerAsync(slot) != killed, "no replica is promoted");
        await WrittenAsync(50);
        await enough.CancelAsync();
        await writing.WaitAsync(stop);
        var log = await store.Log.AllAsync(job.Id);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(e => e.Id.Seq));
        AssertSame(log, await tail);
        await killed.RestartAsync();
        await _cluster.UntilWholeAsync();

        async Task WrittenAsync(int more)
        {
            long from = writer.Seq;
            await EventuallyAsync(() => Task.FromResult(writer.Seq > from + more || writing.IsCompleted), "nothing is written");
        }
    }

    [Fact]
    public async Task AMasterThatIsAwayHoldsUpNoAppendOfTheOthers()
    {
        await using var store = Open(o => o.StoreTimeout = TimeSpan.FromSeconds(90));
        var jobs = new List<TestJob>();
        for (int i = 0; i < 60; i++)
        {
            jobs.Add(await TestJob.StartAsync(store));
        }

        var members = await _cluster.MembersAsync();
        var masters = jobs.ToLookup(job => members.Single(m => m.IsMaster && m.Has(HashSlot.Of($"{{{job.Id:D}}}"))).Port);
        var away = _cluster.Nodes.First(node => node != _cluster.Nodes[0] && masters.Contains(node.Port));
        away.Pause();
        try
        {
            var stuck = masters[away.Port].Select(job => store.Log.AppendAsync(job.Metrics(2), default)).ToList();
            var others = masters.Where(master => master.Key != away.Port).SelectMany(master => master).ToList();
            foreach (var result in await Task.WhenAll(others.Select(job => store.Log.AppendAsync(job.Metrics(2), default))).WaitAsync(Deadline()))
            {
                Assert.Equal(AppendOutcome.Appended, result.Outcome);
            }

            Assert.NotEmpty(stuck);
            Assert.DoesNotContain(stuck, append => append.IsCompleted);
        }
        finally
        {
            away.Resume();
            await _cluster.UntilWholeAsync();
        }
    }

    private TestStore Open(Action<StreamingOptions>? configure = null) => shared.Open(o =>
    {
        o.QuietPeriod = TimeSpan.FromMinutes(5); // so that only messages, and the knowledge that some were missed, bring events
        configure?.Invoke(o);
    });

    /// <summary>The master of a shard, if the node is its replica now.</summary>
    private async Task<RedisServer> MasterAsync(RedisServer node)
    {
        var members = await _cluster.MembersAsync();
        var member = members.Single(m => m.Port == node.Port);
        return member.IsMaster ? node : _cluster.Nodes.Single(n => n.Port == members.Single(m => m.Id == member.MasterId).Port);
    }

    private async Task SubscribedAsync(TestStore store, Guid jobId)
    {
        await EventuallyAsync(async () => (await SubscribersAsync(store, jobId)).Sum() > 0, "the tail never subscribed");
        await Task.Delay(100); // so that it has read the log once after that
    }

    /// <summary>The subscribers of a job's events at each node.</summary>
    private async Task<IReadOnlyList<int>> SubscribersAsync(TestStore store, Guid jobId)
    {
        string channel = $"{store.Options.KeyPrefix}job:{{{jobId:D}}}:live";
        var replies = await Task.WhenAll(_cluster.Nodes.Select(node => node.SendAsync("PUBSUB", "SHARDNUMSUB", channel)));
        return [.. replies.Select(reply => int.Parse(reply.Split('\n')[1], CultureInfo.InvariantCulture))];
    }

    /// <summary>Published messages that nodes have sent to others: to all of them, and to those of a slot.</summary>
    private async Task<(long ToAll, long ToShards)> SentAsync()
    {
        var infos = await Task.WhenAll(_cluster.Nodes.Select(node => node.SendAsync("CLUSTER", "INFO")));
        return (Sum("cluster_stats_messages_publish_sent:"), Sum("cluster_stats_messages_publishshard_sent:"));

        long Sum(string name) => infos.SelectMany(info => info.Split("\r\n"))
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => long.Parse(line.AsSpan(name.Length), CultureInfo.InvariantCulture));
    }
}
