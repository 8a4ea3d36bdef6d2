using System.Security.Cryptography;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Streaming;

/// <summary>Properties of every log. A failure names the seed of its log.</summary>
public sealed class SnapshotPropertyTests
{
    private const int Logs = 150;

    [Fact]
    public void ASnapshotAndTheEventsAfterItAreTheWholeLog() => ForEachLog(log =>
    {
        string whole = Json(SnapshotReducer.Fold(log.JobId, log.Events));
        for (int n = 0; n <= log.Events.Count; n++)
        {
            // Through JSON, as a watcher gets it.
            string wire = Json(SnapshotReducer.Fold(log.JobId, log.Events.Take(n)));
            var reducer = new SnapshotReducer(JsonSerializer.Deserialize(wire, EventJson.Wire.JobSnapshot)!);
            Assert.Equal(wire, Json(reducer.ToSnapshot()));
            log.Events.Skip(n).ToList().ForEach(reducer.Apply);
            Assert.Equal(whole, Json(reducer.ToSnapshot()));
        }
    });

    [Fact]
    public void AResetTakesEveryReaderToTheStateWithoutTheVoidEvents() => ForEachLog(log =>
    {
        var (all, kept, voided) = log.Recover();
        var reset = EventEncoder.Encode(log.JobId, new EventId(9, all.LastEventId.Seq + 1), DateTimeOffset.UnixEpoch, all.ResetTo(kept, "worker_lost", voided));
        // Also for a reader that continues from a snapshot.
        var resumed = new SnapshotReducer(all.ToSnapshot());
        all.Apply(reset);
        resumed.Apply(reset);
        Assert.Equal(Sections(kept.ToSnapshot()), Sections(all.ToSnapshot()));
        Assert.Equal(Sections(kept.ToSnapshot()), Sections(resumed.ToSnapshot()));
        Assert.Null(all.ToSnapshot().Error);
    });

    [Fact]
    public void AResetOfNothingChangesNothing() => ForEachLog(log =>
    {
        var state = new SnapshotReducer(log.JobId);
        log.Events.ForEach(state.Apply);
        var reset = state.ResetTo(state, "handed_back", 0);
        Assert.Empty(reset.Drop);
        Assert.Empty(reset.Texts);
        Assert.Equal(new RestoredItems(), reset.Restore);
    });

    [Fact]
    public void TheDigestIsTheHashChainOverAllBytes() => ForEachLog(log =>
    {
        byte[] digest = [];
        foreach (var e in log.Events)
        {
            digest = SHA256.HashData([.. digest, .. e.Data.Span]);
        }

        Assert.Equal(Convert.ToHexStringLower(digest), SnapshotReducer.Fold(log.JobId, log.Events).Digest);
    });

    [Fact]
    public void AHoleADoubleOrAnOlderAttemptIsNoticed()
    {
        var log = RandomLog.Create(7).Events;
        var reducer = new SnapshotReducer(RandomLog.Create(7).JobId);
        Assert.Throws<InvalidOperationException>(() => reducer.Apply(log[1]));
        reducer.Apply(log[0]);
        Assert.Throws<InvalidOperationException>(() => reducer.Apply(log[0]));
        Assert.Throws<InvalidOperationException>(() => reducer.Apply(log[2]));
        reducer.Apply(log[1]);
        Assert.Throws<InvalidOperationException>(() => reducer.Apply(log[2] with { Id = new EventId(0, 3) }));
        Assert.Equal(log[1].Id, reducer.LastEventId);
    }

    private static void ForEachLog(Action<RandomLog> holds)
    {
        int first = Random.Shared.Next(1_000_000);
        for (int seed = first; seed < first + Logs; seed++)
        {
            try
            {
                holds(RandomLog.Create(seed));
            }
            catch (Exception e)
            {
                Assert.Fail($"RandomLog.Create({seed}): {e}");
            }
        }
    }

    private static string Json(JobSnapshot snapshot) => JsonSerializer.Serialize(snapshot, EventJson.Wire.JobSnapshot);

    private static string Sections(JobSnapshot snapshot) => Json(new JobSnapshot
    {
        JobId = snapshot.JobId,
        CurrentStep = snapshot.CurrentStep,
        Steps = snapshot.Steps,
        Insights = snapshot.Insights,
        Metrics = snapshot.Metrics,
        Validations = snapshot.Validations,
        Diffs = snapshot.Diffs,
        Results = snapshot.Results,
        Texts = snapshot.Texts,
        Timeline = snapshot.Timeline,
    });
}
