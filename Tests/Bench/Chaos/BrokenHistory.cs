using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Tests.Bench.Chaos;

/// <summary>A job with a valid log, and ways to make the log invalid.</summary>
internal sealed class BrokenHistory
{
    public static readonly WorkProfile Work = new(Items: 2, Rounds: 50, SealRounds: 60);

    private readonly Guid _id = Guid.NewGuid();

    public List<JobEvent> Log { get; } = [];

    public HashSet<string> Checkpoints { get; } = ["hashing/item-0", "hashing/item-1", "hashing", "sealing"];

    public string Status { get; set; } = "completed";

    /// <summary>A worker was lost in the middle of item-1 and of the seal, so a metric and a seal are void.</summary>
    public static BrokenHistory Whole()
    {
        var job = new BrokenHistory();
        job.Add(0, new JobStatusEvent(JobStatus.Queued, Pipeline: "diagnostics", Steps: ["hashing", "sealing"]));
        job.Add(1, new JobStatusEvent(JobStatus.Running));
        job.Add(1, job.Result("item-0"), "hashing/item-0");
        job.Add(1, new MetricUpdateEvent("item-1_ms", 3), "hashing/item-1");
        job.Add(2, Reset([]));
        job.Add(2, job.Result("item-1"), "hashing/item-1");
        job.Add(2, job.Result("seal"), "sealing");
        job.Add(3, Reset(["seal"]));
        job.Add(3, job.Result("seal"), "sealing");
        job.Add(3, new JobStatusEvent(JobStatus.Completed));
        job.End(3);
        return job;
    }

    public void Add(int attempt, EventPayload payload, string scope = "") =>
        Log.Add(EventEncoder.Encode(_id, new EventId(attempt, Log.Count + 1), DateTimeOffset.UnixEpoch, payload, scope));

    public void End(int attempt) => Add(attempt, new DoneEvent(
        JobStatus.Completed, null, Log.Count + 1, Convert.ToHexStringLower(LogChecker.DigestOf(Log))));

    /// <summary>Rewrites the log with events removed or changed. Ids, digest and count fit again, so that only the change is wrong.</summary>
    public void Rewrite(Func<JobEvent, IEnumerable<(int Attempt, EventPayload Payload, string Scope)>> change)
    {
        JobEvent[] old = [.. Log];
        Log.Clear();
        foreach (var e in old[..^1])
        {
            foreach (var (attempt, payload, scope) in change(e))
            {
                Add(attempt, payload, scope);
            }
        }

        End(old[^1].Id.Attempt);
    }

    public static (int Attempt, EventPayload Payload, string Scope) Same(JobEvent e) => (e.Id.Attempt, EventEncoder.Decode(e)!, e.Scope);

    public ResultEvent Result(string key, string? digest = null) => new(
        key, JsonSerializer.SerializeToElement(new JsonObject { ["digest"] = digest ?? Work.Digests[key], ["rounds"] = 1 }));

    public StoredJob Stored() => new(
        _id,
        Log,
        new Dictionary<string, string> { ["status"] = Status, ["seq"] = $"{Log.Count}", ["last"] = $"{Log[^1].Id.Attempt}" },
        LogChecker.DigestOf(Log),
        Checkpoints);

    /// <summary>The history of a watcher that saw every event.</summary>
    public WatchHistory Watched(int from = 0)
    {
        var history = new WatchHistory("w", from == 0 ? EventId.None : Log[from - 1].Id) { Ended = true };
        history.Sights.AddRange(Log.Skip(from).Select(e => new Sight(SightKind.Event, e.Id, e.Type, e.Data.ToArray(), 0)));
        return history;
    }

    public Sight State(SightKind kind, int after)
    {
        var snapshot = SnapshotReducer.Fold(_id, Log.Take(after));
        return new Sight(kind, Log[after - 1].Id, kind.ToString().ToLowerInvariant(), JsonSerializer.SerializeToUtf8Bytes(snapshot, EventJson.Wire.JobSnapshot), 0);
    }

    public static byte[] Changed(byte[] data) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(data).Replace("1970", "1971", StringComparison.Ordinal));

    private static AttemptResetEvent Reset(string[] results) => new(
        "worker_lost", 1, results.Length == 0 ? new Dictionary<string, IReadOnlyList<string>>() : new Dictionary<string, IReadOnlyList<string>> { ["results"] = results },
        new RestoredItems(), []);
}
