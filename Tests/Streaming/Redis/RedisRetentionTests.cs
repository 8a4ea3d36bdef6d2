using System.Globalization;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>Ended jobs, lost workers and lost nodes leave no keys in Redis, even if no client lists them.</summary>
public sealed class RedisRetentionTests
{
    private static readonly TimeSpan Retention = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task EveryKeyOfAnEndedJobExpires()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.Retention = TimeSpan.FromHours(1), prefix: "");
        var job = new TestJob();
        var input = new JobInput("{}"u8.ToArray(), [new InputFile("file", "a.txt", "text/plain", new byte[1000])]);
        await store.Jobs.BindKeyAsync(null, "key", new IdempotentStart(job.Id, "f"), default);
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow(), input: input), default);
        await store.Queue.EnqueueAsync(job.Id, default);
        var claim = Assert.Single(await store.Queue.ClaimAsync("w", 1, default));
        job.Attempt = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        await job.AppendAsync(store, job.Next([new MetricUpdateEvent("m", 1)], checkpoint: "step"));
        Assert.Equal(3, (await PersistentAsync(server)).Count(k => k.StartsWith("job:", StringComparison.Ordinal)));

        await job.AppendAsync(store, job.Done());
        await store.Queue.CompleteAsync(claim, default);
        Assert.Empty(await store.Queue.ClaimAsync("w", 1, default)); // an idle worker

        Assert.Equal(["jobs:queue", "jobs:recent"], await PersistentAsync(server));
        Assert.Equal(4, (await KeysAsync(server)).Count(k => k.StartsWith("job:", StringComparison.Ordinal) || k.StartsWith("idempotency:", StringComparison.Ordinal)));
    }

    [Fact]
    public Task AWeekOfJobsLeavesNothingBehind() => ExpireAsync(jobs: 5_000);

    [Fact]
    [Trait("Category", "Long")]
    public Task AMonthOfJobsLeavesNothingBehind() => ExpireAsync(jobs: 20_000);

    private static async Task ExpireAsync(int jobs)
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.Retention = Retention, prefix: "");
        await RunJobAsync(store, 0); // scripts, connections, the queue itself
        await AllExpiredAsync(server, store);
        long before = await UsedAsync(server);

        long peak = 0;
        await Parallel.ForAsync(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            await RunJobAsync(store, i);
            if (i % 1000 == 0)
            {
                Max(ref peak, await UsedAsync(server));
            }
        });
        await AllExpiredAsync(server, store);

        Assert.Empty((await store.Jobs.ListAsync(null, 10, default)).Jobs);
        Assert.Equal(["jobs:queue"], await KeysAsync(server)); // the group
        Assert.True(peak > before + 1_000_000, $"{before} bytes before, {peak} at the peak: nothing was kept that could go");
        // Redis shrinks its tables a while after the keys are gone.
        await EventuallyAsync(async () => await UsedAsync(server) < before + 500_000, $"{before} bytes before, {peak} at the peak, and not less after {jobs} jobs");
    }

    [Fact]
    public async Task TheSweepRemovesExpiredJobsFromTheListingAndKeepsRunningJobs()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.Retention = Retention, prefix: "");
        var running = await TestJob.StartAsync(store);
        for (int i = 0; i < 30; i++)
        {
            await RunJobAsync(store, i);
        }

        await EventuallyAsync(
            async () =>
            {
                await store.Queue.SweepAsync(default);
                return await server.SendAsync("ZRANGE", "jobs:recent", "0", "-1") == running.Id.ToString();
            },
            "expired jobs stay in the listing");
    }

    [Fact]
    public async Task TheSweepQueuesARunningJobThatHasNoQueueEntry()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.Retention = Retention, prefix: "");
        var orphan = await TestJob.StartAsync(store);
        await server.SendAsync("DEL", "jobs:active", "jobs:entries", "jobs:queue");

        IReadOnlyList<QueueClaim> claims = [];
        await EventuallyAsync(
            async () =>
            {
                await store.Queue.SweepAsync(default);
                claims = await store.Queue.ClaimAsync("w", 10, default);
                return claims.Count > 0;
            },
            "an orphan stays an orphan");
        Assert.Equal((orphan.Id, true), (Assert.Single(claims).JobId, claims[0].TakenOver));
    }

    [Fact]
    public async Task TheSweepRemovesTheQueueEntriesOfEndedJobs()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.Retention = Retention, prefix: "");
        var running = await TestJob.StartAsync(store);
        await store.Queue.EnqueueAsync(running.Id, default);
        var ended = await TestJob.StartAsync(store);
        await ended.AppendAsync(store, ended.Done());
        await server.SendAsync("HSET", "jobs:entries", ended.Id.ToString(), "1-1", Guid.NewGuid().ToString(), "1-2");

        await EventuallyAsync(
            async () =>
            {
                await store.Queue.SweepAsync(default);
                return await server.SendAsync("HKEYS", "jobs:entries") == running.Id.ToString();
            },
            "entries of ended jobs stay");
    }

    [Fact]
    public async Task LostWorkersAreRemovedAndTheirJobsAreKept()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.Lease = TimeSpan.FromSeconds(1), prefix: "");
        for (int i = 0; i < 20; i++)
        {
            await store.Queue.EnqueueAsync(Guid.NewGuid(), default);
            await store.Queue.CompleteAsync(Assert.Single(await store.Queue.ClaimAsync($"idle-{i}", 1, default)), default);
        }

        var job = await TestJob.StartAsync(store);
        await store.Queue.EnqueueAsync(job.Id, default);
        Assert.Single(await store.Queue.ClaimAsync("holds-one", 1, default));
        Assert.Equal(21, (await ConsumersAsync(server)).Count);
        await EventuallyAsync(
            async () =>
            {
                await store.Queue.SweepAsync(default);
                return (await ConsumersAsync(server)).SequenceEqual(["holds-one"]);
            },
            "workers that are no more are still in the group");
        Assert.Equal(job.Id, Assert.Single(await store.Queue.ClaimAsync("next", 1, default)).JobId);
    }

    [Fact]
    public async Task LostNodesAreRemovedWhenOthersJoin()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, prefix: "");
        for (int i = 0; i < 50; i++)
        {
            await store.Nodes.BeatAsync(Node($"dies-{i}"), TimeSpan.FromMilliseconds(1), default);
        }

        await store.PassAsync(TimeSpan.FromMilliseconds(50));
        await store.Nodes.BeatAsync(Node("lives"), TimeSpan.FromMinutes(1), default);
        Assert.Equal("lives", await server.SendAsync("SMEMBERS", "nodes"));
    }

    /// <summary>Runs a job from its start to its end.</summary>
    private static async Task RunJobAsync(TestStore store, int i)
    {
        var job = new TestJob();
        await store.Jobs.BindKeyAsync(null, $"key-{i}", new IdempotentStart(job.Id, "f"), default);
        await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow(), owner: i % 2 == 0 ? null : new JobOwner("acme", $"user {i % 99}")), default);
        await store.Queue.EnqueueAsync(job.Id, default);
        // The claim may belong to another job: all callers complete what they claim, so each job is completed.
        foreach (var claim in await store.Queue.ClaimAsync($"w{i % 16}", 1, default))
        {
            await FinishAsync(store, claim);
        }
    }

    private static async Task FinishAsync(TestStore store, QueueClaim claim)
    {
        if (await store.Jobs.BeginAttemptAsync(claim.JobId, null, null, default) is { } start)
        {
            var done = new DoneEvent(JobStatus.Completed, null, start.Seq + 1, "");
            var e = EventEncoder.Encode(claim.JobId, new EventId(start.Attempt, start.Seq + 1), store.Time.GetUtcNow(), done);
            await store.Log.AppendAsync(
                new JobAppend(claim.JobId, start.Attempt, start.Seq, [e], LogDigest.Next(start.Digest, e.Data.Span), [], JobStatus.Completed), default);
        }

        await store.Queue.CompleteAsync(claim, default);
    }

    /// <summary>Waits until only permanent keys are left. On a slow machine a claim was taken over before, and its job is completed here.</summary>
    private static Task AllExpiredAsync(RedisServer server, TestStore store) => EventuallyAsync(
        async () =>
        {
            foreach (var claim in await store.Queue.ClaimAsync("last", 100, default))
            {
                await FinishAsync(store, claim);
            }

            await store.Queue.SweepAsync(default);
            return (await KeysAsync(server)).SequenceEqual(["jobs:queue"]) && (await ConsumersAsync(server)).Count <= 1;
        },
        "keys are left for good");

    private static NodeInfo Node(string id) => new(id, "worker", "m", 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [], 0, []);

    private static async Task<List<string>> KeysAsync(RedisServer server) =>
        [.. (await server.SendAsync("KEYS", "*")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(k => k != "jobs:sweep").Order(StringComparer.Ordinal)];

    private static async Task<List<string>> PersistentAsync(RedisServer server)
    {
        var keys = new List<string>();
        foreach (string key in await KeysAsync(server))
        {
            if (await server.SendAsync("PTTL", key) == "-1")
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private static async Task<List<string>> ConsumersAsync(RedisServer server)
    {
        string[] words = (await server.SendAsync("XINFO", "CONSUMERS", "jobs:queue", "workers")).Split('\n');
        return [.. words.Where((_, i) => i > 0 && words[i - 1] == "name").Order(StringComparer.Ordinal)];
    }

    private static async Task<long> UsedAsync(RedisServer server) => long.Parse(
        (await server.SendAsync("INFO", "memory")).Split('\n').First(l => l.StartsWith("used_memory:", StringComparison.Ordinal))[12..].TrimEnd('\r'),
        CultureInfo.InvariantCulture);

    private static void Max(ref long most, long value)
    {
        long seen;
        while ((seen = Interlocked.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
            // another thread was faster: look again
        }
    }
}
