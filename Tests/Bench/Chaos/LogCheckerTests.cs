using AspireStreaming.Bench.Chaos;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using static AspireStreaming.Tests.Bench.Chaos.BrokenHistory;

namespace AspireStreaming.Tests.Bench.Chaos;

/// <summary>Each kind of invalid log is found; a valid log is not.</summary>
public sealed class LogCheckerTests
{
    private readonly BrokenHistory _job = Whole();

    [Fact]
    public void AValidLogPasses() => Assert.Empty(LogChecker.Check(_job.Stored(), Work, mayBeCanceled: false));

    [Fact]
    public void AMissingEndIsFound()
    {
        _job.Log.RemoveAt(_job.Log.Count - 1);
        Found("0 events are done");
    }

    [Fact]
    public void TwoEndsAreFound()
    {
        _job.End(3);
        Found("2 events are done");
    }

    [Fact]
    public void AnEventAfterTheEndIsFound()
    {
        _job.Add(3, new MetricUpdateEvent("late", 1));
        Found("the last is metric_update");
    }

    [Fact]
    public void AHoleInTheIdsIsFound()
    {
        _job.Log.RemoveAt(3);
        Found("event 4 of the log has the id 2-5");
    }

    [Fact]
    public void AnEventOfAnOldAttemptAfterANewAttemptIsFound()
    {
        _job.Rewrite(e => e.Id.Seq == 9 ? [Same(e), (1, new MetricUpdateEvent("zombie", 1), "")] : [Same(e)]);
        Found("an old attempt wrote behind a new one");
    }

    [Fact]
    public void AChangedByteIsFound()
    {
        _job.Log[2] = _job.Log[2] with { Data = Changed(_job.Log[2].Data.ToArray()) };
        Found("done says");
    }

    [Fact]
    public void AnEventUnderAnothersIdIsFound()
    {
        _job.Log[2] = _job.Log[2] with { Data = _job.Log[3].Data };
        Found("says that it is another event");
    }

    [Fact]
    public void AnItemThatWasShownTwiceIsFound()
    {
        _job.Rewrite(e => e.Id.Seq == 6 ? [(2, _job.Result("item-0"), "hashing/item-0"), Same(e)] : [Same(e)]);
        Found("the result item-0 is there twice");
        Found("the work on item-0 is committed, and was shown 2 times");
    }

    [Fact]
    public void ACommittedItemThatBecomesVoidIsFound()
    {
        _job.Rewrite(e => e.Type == EventTypes.AttemptReset && e.Id.Attempt == 2
            ? [(2, ((AttemptResetEvent)EventEncoder.Decode(e)!) with { Drop = new Dictionary<string, IReadOnlyList<string>> { ["results"] = ["item-0"] } }, "")]
            : [Same(e)]);
        Found("takes back the result item-0, which is committed");
    }

    [Fact]
    public void ASecondResultWithoutAResetIsFound()
    {
        _job.Rewrite(e => e.Type == EventTypes.AttemptReset && e.Id.Attempt == 3 ? [] : [Same(e)]);
        Found("the result seal is there twice");
    }

    [Fact]
    public void AnItemThatIsMissingIsFound()
    {
        _job.Rewrite(e => e.Scope == "hashing/item-0" ? [] : [Same(e)]);
        Found("the work on item-0 is committed, and was shown 0 times");
    }

    [Fact]
    public void AnItemThatWasShownAndNotCommittedIsFound()
    {
        _job.Checkpoints.Remove("hashing/item-1");
        Found("the work on item-1 is not committed, and was shown 1 times");
    }

    [Fact]
    public void AWrongOutcomeIsFound()
    {
        _job.Rewrite(e => e.Scope == "hashing/item-0" ? [(1, _job.Result("item-0", new string('0', 64)), e.Scope)] : [Same(e)]);
        Found("the wrong digest for item-0");
    }

    [Fact]
    public void AStoreThatDisagreesWithTheLogIsFound()
    {
        _job.Status = "running";
        Found("the store says running");
        var stored = _job.Stored();
        Assert.Contains("the store's digest is not that of the log", LogChecker.Check(stored with { Digest = new byte[32] }, Work, false));
    }

    [Fact]
    public void ACanceledJobIsFoundUnlessACancelWasPossible()
    {
        _job.Log.RemoveAt(_job.Log.Count - 1);
        _job.Add(3, new DoneEvent(JobStatus.Canceled, null, _job.Log.Count + 1, Convert.ToHexStringLower(LogChecker.DigestOf(_job.Log))));
        _job.Status = "canceled";
        Found("it ended as canceled");
        Assert.Empty(LogChecker.Check(_job.Stored(), Work, mayBeCanceled: true));
    }

    [Fact]
    public void AMissingLogIsFound() =>
        Assert.NotEmpty(LogChecker.Check(new StoredJob(Guid.NewGuid(), [], new Dictionary<string, string>(), [], new HashSet<string>()), null, true));

    private void Found(string what) =>
        Assert.Contains(LogChecker.Check(_job.Stored(), Work, mayBeCanceled: false), v => v.Contains(what, StringComparison.Ordinal));
}
