using System.Buffers;
using System.Text;
using AspireStreaming.Api.MatchJobs;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Tests.Api.Dialects;

public sealed class MatchJobsDialectTests
{
    private readonly MatchJobsDialect _dialect = new();

    public static TheoryData<string> Golden => GoldenFrames.Names("match-jobs");

    [Theory]
    [MemberData(nameof(Golden))]
    public void AnEventIsTheFrameOfTheGoldenFile(string name) => GoldenFrames.Check(_dialect, name);

    [Fact]
    public void EveryFrameOfTheSeedHasAGoldenCase() => Assert.Equal(
        ["complete", "done", "error", "job_complete", "job_start", "status", "token"],
        GoldenFrames.Cases("match-jobs").Select(c => (string?)c["event"]).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void TheFinalObjectKeepsItsBytes()
    {
        const string Bytes = """{"type":"complete", "b":1.50,"a":"é\u00e9"}""";
        var e = new JobEvent(
            new EventId(1, 9), EventTypes.Result, Encoding.UTF8.GetBytes($$"""{"type":"result","at":"2026-11-20T13:17:00.123Z","key":"final","data":{{Bytes}}}"""));
        var output = new ArrayBufferWriter<byte>();
        _dialect.Write(e, output);
        Assert.Equal($"event: complete\ndata: {Bytes}\nid: 1-9\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void ASnapshotOfAnEndedJobGivesAllFramesAndOnlyTheLastMovesTheCursor()
    {
        var cases = GoldenFrames.Cases("match-jobs").Where(c => (string)c["name"]! is "token" or "job_complete" or "complete: the final object as it is" or "done").ToList();
        var reducer = new SnapshotReducer(GoldenFrames.JobId);
        for (int i = 0; i < cases.Count; i++)
        {
            cases[i]["id"] = $"1-{i + 1}";
            reducer.Apply(GoldenFrames.Event(cases[i]));
        }

        var output = new ArrayBufferWriter<byte>();
        _dialect.WriteSnapshot(output, "reset", reducer.ToSnapshot());
        var frames = SeedFrame.ParseAll(Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(["job_complete", "complete", "status", "done"], frames.Select(f => f.Event));
        Assert.Equal([null, null, null, "1-4"], frames.Select(f => f.Id));
    }
}
