using System.Buffers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Upgrade;

/// <summary>What a newer version writes into Redis, written here by hand: this version takes it. <c>docs/upgrade.md</c> has the rules.</summary>
[Collection(SharedRedisCollection.Name)]
public sealed class NewerVersionTests(SharedRedis redis)
{
    private const string At = "2026-11-20T13:17:00.123Z";

    private static readonly (string Type, string Members)[] Log =
    [
        ("job_status", "\"status\":\"queued\",\"pipeline\":\"test\",\"steps\":[\"one\"],\"priority\":7"), // a member that is new
        ("job_status", "\"status\":\"running\""),
        ("gate_opened", "\"gate\":{\"by\":\"ann\"}"), // a type that is new
        ("step_progress", "\"step\":\"one\",\"status\":\"started\",\"percent\":0,\"work\":{\"ms\":1,\"joules\":2}"),
        ("step_progress", "\"step\":\"one\",\"status\":\"paused\",\"percent\":50"), // a value that is new
        ("result", "\"key\":\"a\",\"data\":{\"n\":1},\"schema\":\"v2\""),
        ("timeline", "\"event_id\":\"t1\",\"kind\":\"TOOL_DREAMED\",\"message\":\"m\",\"status\":\"ok\",\"depth\":3"),
        ("job_status", "\"status\":\"completed\""),
    ];

    [Fact]
    public async Task ALogIsReadFoldedAndWatchedByteForByte()
    {
        await using var store = redis.Open();
        var (id, expected) = await WriteAsync(store);

        AssertSame(expected, await store.Log.AllAsync(id));
        AssertSame(expected, await store.Log.TailToAsync(id, EventId.None));
        AssertSame(expected.Skip(3), await store.Log.TailToAsync(id, expected[2].Id)); // a cursor at a type that is new

        var snapshot = SnapshotReducer.Fold(id, expected);
        Assert.Equal(JobStatus.Completed, snapshot.Status);
        Assert.NotNull(snapshot.EndedAt);
        Assert.Equal(expected.Count, snapshot.EventCount);
        Assert.Equal(LogDigest.Hex(Digest(expected)), snapshot.Digest);
        Assert.Equal(("one", StepStatus.Started), (snapshot.Steps[0].Step, snapshot.Steps[0].Status)); // the last value that is known
        Assert.Equal("a", Assert.Single(snapshot.Results).Key);
        Assert.Equal("TOOL_DREAMED", Assert.Single(snapshot.Timeline).Kind);
        Assert.Equal(JobStatus.Running, (await store.Jobs.GetAsync(id, default))!.Status); // a job with a field that is new
    }

    [Fact]
    public async Task NoDialectBreaksOff()
    {
        await using var store = redis.Open();
        var (_, log) = await WriteAsync(store);
        var builder = WebApplication.CreateBuilder();
        builder.AddJobStreaming("redis");
        builder.AddApi();
        await using var services = builder.Services.BuildServiceProvider();
        var dialects = services.GetServices<IDialect>().ToList();
        Assert.True(dialects.Count >= 6, $"{dialects.Count} dialects");
        Assert.All(dialects, dialect =>
        {
            var (whole, known) = (Frames(dialect, log), Frames(dialect, log.Where(e => e.Type != "gate_opened")));
            Assert.NotEmpty(whole);
            Assert.True(whole.Length >= known.Length);
        });
        string native = Encoding.UTF8.GetString(Frames(NativeDialect.Instance, log));
        Assert.All(log, e => Assert.Contains($"id: {e.Id}\nevent: {e.Type}\ndata: {Encoding.UTF8.GetString(e.Data.Span)}\n\n".Split('\n')[2], native, StringComparison.Ordinal));
    }

    /// <summary>The work of a lost worker of the newer version: what it committed is kept, the rest is taken back.</summary>
    [Fact]
    public async Task AWorkerTakesTheJobOver()
    {
        await using var store = redis.Open();
        var (id, log) = await WriteAsync(store, done: false);
        string key = $"{store.Options.KeyPrefix}job:{{{id:D}}}";
        await redis.Server.SendAsync("HSET", key, "cp:one/a", "{\"n\":1,\"unit\":\"m\"}", "attempt", "1", "status", "running");
        var start = await store.Jobs.BeginAttemptAsync(id, null, null, default);
        Assert.Equal((2, log.Count), (start!.Attempt, (int)start.Seq));
        var checkpoints = await store.Jobs.GetCheckpointsAsync(id, default);
        Assert.Equal(["one/a"], checkpoints.Keys);

        var reset = await AttemptRecovery.ReadAsync(store.Log, id, checkpoints, "worker_lost", default);
        Assert.Equal(1, reset.VoidEvents); // gate_opened is of the scope one/b
        Assert.Empty(reset.Drop);
    }

    [Fact]
    public async Task AQueueEntryIsClaimedAndKeepsItsFieldsWhenItIsHandedBack()
    {
        await using var store = redis.Open();
        var (id, _) = await WriteAsync(store, done: false);
        string queue = $"{store.Options.KeyPrefix}jobs:queue";
        await redis.Server.SendAsync("XADD", queue, "*", "j", $"{id:D}", "c", "ann", "priority", "7");

        var claim = Assert.Single(await store.Queue.ClaimAsync("a", 5, default));
        Assert.Equal(id, claim.JobId);
        await store.Queue.AbandonAsync(claim, default);
        var again = Assert.Single(await redis.Connection.GetDatabase().StreamRangeAsync(queue));
        Assert.Equal("again=1 c=ann j=" + $"{id:D} priority=7", string.Join(' ', again.Values.Select(field => $"{field.Name}={field.Value}").Order(StringComparer.Ordinal)));
        Assert.True(Assert.Single(await store.Queue.ClaimAsync("b", 5, default)).TakenOver);
    }

    /// <summary>It can't be parsed, and the log has the event.</summary>
    [Fact]
    public async Task ALiveMessageInAnotherFormCostsAReadOfTheLog()
    {
        await using var store = redis.Open(o => o.QuietPeriod = TimeSpan.FromMinutes(5));
        var (id, log) = await WriteAsync(store, done: false);
        var seen = new List<JobEvent>();
        var tail = Task.Run(async () => seen.AddRange(await store.Log.TailToAsync(id, EventId.None, log.Count + 1)));
        string channel = $"{store.Options.KeyPrefix}job:{{{id:D}}}:live";
        await EventuallyAsync(async () => (await redis.Server.SendAsync("PUBSUB", "NUMSUB", channel)).EndsWith('1'), "the tail never subscribed");
        await Task.Delay(100); // so that it has read the log once after that
        var next = Event(id, log.Count + 1, "job_status", "\"status\":\"completed\"");
        await AddAsync(store, id, next, "");
        await redis.Connection.GetSubscriber().PublishAsync(RedisChannel.Literal(channel), $"v2 {next.Id} {next.Type} {next.Data.Length} zstd\n{Encoding.UTF8.GetString(next.Data.Span)}");
        await tail;
        AssertSame([.. log, next], seen);
    }

    [Fact]
    public async Task NodesAndPipelinesAreListed()
    {
        await using var store = redis.Open();
        string prefix = store.Options.KeyPrefix;
        await redis.Server.SendAsync("SADD", $"{prefix}nodes", "n1");
        await redis.Server.SendAsync(
            "SET", $"{prefix}node:n1", """{"node_id":"n1","kind":"scheduler","machine":"m","process_id":1,"started_at":"2026-11-20T13:17:00Z","seen_at":"2026-11-20T13:17:00Z","running":[],"watchers":0,"zone":"b"}""");
        await redis.Server.SendAsync("HSET", $"{prefix}pipelines", "new-one", """{"name":"new-one","description":"","steps":["one"],"input_schema":{"type":"object"},"accepts":["pdf"]}""");
        Assert.Equal("scheduler", Assert.Single(await store.Nodes.ListAsync(default)).Kind);
        Assert.Equal("new-one", Assert.Single(await store.Nodes.ListPipelinesAsync(default)).Name);
    }

    /// <summary>Without it the state would be wrong, so its form can't change.</summary>
    [Fact]
    public void AResetThatCantBeReadIsAnError() => Assert.Throws<JsonException>(() => EventEncoder.Decode(
        Event(Guid.NewGuid(), 1, "attempt_reset", "\"reason\":\"worker_lost\",\"void_events\":\"many\"")));

    private static byte[] Frames(IDialect dialect, IEnumerable<JobEvent> log)
    {
        var output = new ArrayBufferWriter<byte>();
        var ofLog = dialect.ForLog();
        var events = log.Select((e, i) => e with { Id = new EventId(e.Id.Attempt, i + 1) }).ToList();
        events.ForEach(e => ofLog.Write(e, output));
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Digest(IEnumerable<JobEvent> log) => log.Aggregate(Array.Empty<byte>(), (digest, e) => LogDigest.Next(digest, e.Data.Span));

    private static JobEvent Event(Guid id, long seq, string type, string members)
    {
        int attempt = seq == 1 ? 0 : 1;
        return new JobEvent(
            new EventId(attempt, seq), type, Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","job_id":"{{id:D}}","attempt":{{attempt}},"seq":{{seq}},"at":"{{At}}",{{members}}}"""));
    }

    private async Task<(Guid Id, List<JobEvent> Log)> WriteAsync(TestStore store, bool done = true)
    {
        var id = Guid.NewGuid();
        List<JobEvent> log = [.. Log.Take(done ? Log.Length : Log.Length - 1).Select((e, i) => Event(id, i + 1, e.Type, e.Members))];
        if (done)
        {
            log.Add(Event(id, log.Count + 1, "done", $"\"status\":\"completed\",\"event_count\":{log.Count + 1},\"digest\":\"{LogDigest.Hex(Digest(log))}\",\"signature\":\"s\""));
        }

        foreach (var e in log)
        {
            await AddAsync(store, id, e, e.Type == "gate_opened" ? "one/b" : "");
        }

        await redis.Connection.GetDatabase().HashSetAsync($"{store.Options.KeyPrefix}job:{{{id:D}}}",
        [
            new("pipeline", "test"), new("status", "running"), new("attempt", 1), new("seq", log.Count), new("last", 1), new("digest", Digest(log)),
            new("created", "1763644620123"), new("nonce", "n"), new("crashes", 0), new("shard_hint", "7"),
        ]);
        return (id, log);
    }

    /// <summary>With a field that is new.</summary>
    private async Task AddAsync(TestStore store, Guid id, JobEvent e, string scope) => await redis.Connection.GetDatabase().StreamAddAsync(
        $"{store.Options.KeyPrefix}job:{{{id:D}}}:events",
        [new("t", e.Type), new("d", e.Data), new("z", "new"), .. scope.Length > 0 ? [new NameValueEntry("s", scope)] : Array.Empty<NameValueEntry>()],
        e.Id.ToString());
}
