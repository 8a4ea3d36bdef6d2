using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Protocols;
using AspireStreaming.Edge.Protocols.AgUi;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Api;

namespace AspireStreaming.Tests.Protocols;

public sealed class AgUiDialectTests
{
    public static TheoryData<string> Vectors => [.. ProtocolGolden.Vectors];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void ALogIsTheGoldenFile(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        var dialect = Dialect(jobId);
        string text = ProtocolGolden.Text(dialect, events);
        Assert.Equal(text, ProtocolGolden.Text(dialect, events));
        ProtocolGolden.Check($"ag-ui/{vector}", text);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void EveryFrameHasAnIdOfItsOwnThatNamesItsEvent(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        var ids = SeedFrame.ParseAll(ProtocolGolden.Text(Dialect(jobId), events)).Select(frame => frame.Id!).ToList();
        Assert.Equal(ids, ids.Distinct());
        Assert.All(ids, id =>
        {
            Assert.True(FrameCursor.TryParse(id, out var cursor));
            Assert.Equal(id, cursor.ToString());
            Assert.Contains(events, e => e.Id == cursor.Event);
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("2-")]
    [InlineData("2-3.")]
    [InlineData("2-3.0")]
    [InlineData("2-3.-1")]
    [InlineData("2-3.1.1")]
    [InlineData("2-3.0.0")]
    [InlineData("2-3.0.1.1")]
    [InlineData("2-3.99999999999")]
    public void AnotherTextIsNoCursor(string text) => Assert.False(FrameCursor.TryParse(text, out _));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void AResumedStreamBeginsWithTheRunAndWhatIsOpen(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        var place = (AgUiDialect)Dialect(jobId).ForLog();
        var reducer = new SnapshotReducer(jobId);
        foreach (var e in events)
        {
            ProtocolGolden.Text(output => place.Write(e, output));
            reducer.Apply(e);
            var snapshot = reducer.ToSnapshot();
            var frames = SeedFrame.ParseAll(ProtocolGolden.Text(place.WriteResume)).Select(frame => JsonNode.Parse(frame.Data)!).ToList();
            Assert.Equal("RUN_STARTED", (string)frames[0]["type"]!);
            Assert.Equal(
                snapshot.EndedAt is not null ? [] : snapshot.Texts.Select(text => $"{jobId:D}:{text.Target}"),
                frames.Where(frame => (string)frame["type"]! == "TEXT_MESSAGE_START").Select(frame => (string)frame["messageId"]!));
            Assert.True(JsonNode.DeepEquals(ProtocolState.Of(snapshot), frames.Single(frame => (string)frame["type"]! == "STATE_SNAPSHOT")["snapshot"]));
            Assert.Equal(snapshot.EndedAt is not null, (string)frames[^1]["type"]! is "RUN_FINISHED" or "RUN_ERROR");
        }
    }

    /// <summary>Clients before 1.0 know <c>success</c> and <c>interrupt</c> only, and drop the run for another outcome.</summary>
    [Theory]
    [InlineData("1.0", "cancelled")]
    [InlineData(null, null)]
    public void ACanceledRunHasAnOutcomeThatItsClientKnows(string? protocol, string? outcome)
    {
        var (jobId, events) = ProtocolGolden.Read("retry-of");
        var run = AgUiRun.Read(JsonSerializer.SerializeToElement(new AgUiRun("t", "r", JsonSerializer.SerializeToElement(Array.Empty<int>()), protocol).ToJson()))!;
        var end = JsonNode.Parse(SeedFrame.ParseAll(ProtocolGolden.Text(new AgUiDialect(jobId, run), events))[^1].Data)!;
        Assert.Equal(("RUN_FINISHED", outcome), ((string)end["type"]!, (string?)end["outcome"]?["type"]));
    }

    private static AgUiDialect Dialect(Guid jobId) => new(jobId, new AgUiRun(
        "thread-1", "run-1", JsonSerializer.SerializeToElement(new[] { new { id = "m1", role = "user", content = "Hello" } }), "1.0"));
}
