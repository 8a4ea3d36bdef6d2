using AspireStreaming.Bench.Chaos;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Bench.Chaos;

/// <summary>Tests the checker itself: each kind of broken history must be found, and a valid one must not.</summary>
public sealed class HistoryCheckerTests
{
    private readonly BrokenHistory _job = BrokenHistory.Whole();

    [Fact]
    public void ValidHistoriesPass()
    {
        for (int from = 0; from < _job.Log.Count; from++)
        {
            Assert.Empty(HistoryChecker.Check(_job.Log, _job.Watched(from), deleted: false));
        }

        var late = _job.Watched();
        late.Sights.RemoveRange(0, 5);
        late.Sights.Insert(0, _job.State(SightKind.Snapshot, 5));
        Assert.Empty(HistoryChecker.Check(_job.Log, late, deleted: false));

        var nothingLeft = _job.Watched(_job.Log.Count);
        Assert.Empty(HistoryChecker.Check(_job.Log, nothingLeft, deleted: false));
    }

    [Fact]
    public void AHoleIsFound() => Found("a hole", h => h.Sights.RemoveAt(4));

    [Fact]
    public void AHoleAtTheStartIsFound() => Found("a hole", h => h.Sights.RemoveAt(0));

    [Fact]
    public void ADoubleIsFound() => Found("a double", h => h.Sights.Insert(4, h.Sights[3]));

    [Fact]
    public void TwoEventsInTheWrongOrderAreFound() => Found("a hole", h => (h.Sights[4], h.Sights[5]) = (h.Sights[5], h.Sights[4]));

    [Fact]
    public void AChangedByteIsFound() => Found("came as", h => h.Sights[4] = h.Sights[4] with { Data = BrokenHistory.Changed(h.Sights[4].Data) });

    [Fact]
    public void AWrongEventNameIsFound() => Found("came where the log has", h => h.Sights[4] = h.Sights[4] with { Name = "token" });

    [Fact]
    public void AnIdOfAnotherAttemptIsFound() =>
        Found("came where the log has", h => h.Sights[4] = h.Sights[4] with { Id = new EventId(7, h.Sights[4].Id.Seq) });

    [Fact]
    public void AnEventAfterTheEndIsFound() =>
        Found("is not in the log", h => h.Sights.Add(h.Sights[^1] with { Id = new EventId(3, h.Sights.Count + 1) }));

    [Fact]
    public void AMissingEndIsFound() => Found("it was told that all is over", h => h.Sights.RemoveAt(h.Sights.Count - 1));

    [Fact]
    public void AWatcherThatNeverSeesTheEndIsFound() => Found("it never saw the end", h =>
    {
        h.Sights.RemoveAt(h.Sights.Count - 1);
        h.Ended = false;
    });

    [Fact]
    public void AGoneFrameIsFoundUnlessTheJobIsDeleted()
    {
        static void Gone(WatchHistory h)
        {
            h.Sights.RemoveRange(5, h.Sights.Count - 5);
            (h.Ended, h.Gone) = (false, true);
        }

        Found("no such job", Gone);
        var history = _job.Watched();
        Gone(history);
        Assert.Empty(HistoryChecker.Check(_job.Log, history, deleted: true));
    }

    [Fact]
    public void AResetWithoutAReasonIsFound() => Found("a reset", h =>
    {
        h.Sights.RemoveRange(2, 3);
        h.Sights.Insert(2, _job.State(SightKind.Reset, 5));
    });

    [Fact]
    public void ASnapshotOfAnotherStateIsFound() => Found("is not the state after", h =>
    {
        h.Sights.RemoveRange(0, 5);
        h.Sights.Insert(0, _job.State(SightKind.Snapshot, 4) with { Id = _job.Log[4].Id });
    });

    [Fact]
    public void ASnapshotInTheMiddleIsFound() => Found("in the middle", h => h.Sights[4] = _job.State(SightKind.Snapshot, 5));

    [Fact]
    public void AnEventThatRedisLostMustBeTold()
    {
        var history = _job.Watched();
        history.Sights.Insert(4, history.Sights[3] with { Id = new EventId(1, 5) }); // the log has 2-5
        Assert.Contains(HistoryChecker.Check(_job.Log, history, deleted: false, mayLose: true), v => v.Contains("it was not told so", StringComparison.Ordinal));

        history.Sights.Insert(5, _job.State(SightKind.Reset, 4));
        Assert.Empty(HistoryChecker.Check(_job.Log, history, deleted: false, mayLose: true));
        Assert.Equal([new EventId(1, 5)], HistoryChecker.Lost(_job.Log, history));
        Assert.NotEmpty(HistoryChecker.Check(_job.Log, history, deleted: false));

        var again = _job.Watched(); // the same attempt wrote again what was lost
        again.Sights.Insert(4, _job.State(SightKind.Reset, 3));
        again.Sights.Insert(5, again.Sights[3]);
        Assert.Empty(HistoryChecker.Check(_job.Log, again, deleted: false, mayLose: true));
        Assert.NotEmpty(HistoryChecker.Check(_job.Log, again, deleted: false));

        history.Sights[5] = _job.State(SightKind.Reset, 3) with { Id = _job.Log[3].Id };
        Assert.Contains(HistoryChecker.Check(_job.Log, history, deleted: false, mayLose: true), v => v.Contains("is not the state after", StringComparison.Ordinal));
    }

    [Fact]
    public void AnAnswerThatMakesABrowserGiveUpIsFound() => Found("502", h => h.Faults.Add("was answered with 502"));

    private void Found(string what, Action<WatchHistory> spoil)
    {
        var history = _job.Watched();
        spoil(history);
        Assert.Contains(HistoryChecker.Check(_job.Log, history, deleted: false), v => v.Contains(what, StringComparison.Ordinal));
    }
}
