using AspireStreaming.Edge.Protocols.DurableStreams;
using AspireStreaming.Streaming;
using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;

namespace AspireStreaming.Tests.Protocols;

public sealed class DurableStreamDialectTests
{
    public static TheoryData<string> Vectors => [.. ProtocolGolden.Vectors];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void ALogIsTheGoldenFile(string vector)
    {
        var (_, events) = ProtocolGolden.Read(vector);
        var output = new ArrayBufferWriter<byte>();
        var dialect = new DurableStreamDialect(0);
        foreach (var e in events)
        {
            dialect.Write(e, output);
        }

        ProtocolGolden.Check($"durable-streams/{vector}", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void AStateInPlaceOfEventsIsAMessageWithTheOffsetBehindIt()
    {
        var snapshot = new JobSnapshot { JobId = Guid.NewGuid(), LastEventId = "2-43" };
        string[] lines = ProtocolGolden.Text(output => new DurableStreamDialect(0).WriteSnapshot(output, "reset", snapshot)).Split('\n');
        Assert.Equal($"{snapshot.JobId}", (string)JsonNode.Parse(lines[1]["data:".Length..])![0]!["snapshot"]!["job_id"]!);
        Assert.Equal("""data:{"streamNextOffset":"0000000002_0000000000000000043"}""", lines[4]);
    }

    [Theory]
    [InlineData("0-0")]
    [InlineData("2-43")]
    [InlineData("2147483647-9223372036854775807")]
    public void AnOffsetIsTheIdOfAnEvent(string id)
    {
        Assert.True(StreamOffset.TryParse(StreamOffset.TextOf(EventId.Parse(id)), out var read));
        Assert.Equal(id, read.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("2-43")]
    [InlineData("2_43")]
    [InlineData("0000000002_000000000000000004３")]
    [InlineData("0000000002_0000000000000000043_")]
    [InlineData("0000000002_0000000000000000043,1")]
    [InlineData("9999999999_0000000000000000043")]
    public void AnotherTextIsNoOffset(string text) => Assert.False(StreamOffset.TryParse(text, out _));

    [Fact]
    public void OffsetsSortAsTheirEvents()
    {
        EventId[] ids = [EventId.None, new(0, 9), new(0, 10), new(1, 2), new(9, 100), new(10, 1)];
        var offsets = ids.Select(StreamOffset.TextOf).ToList();
        Assert.Equal(offsets, offsets.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(long.MaxValue)]
    public void ACursorIsLargerThanTheClientsLastOne(long before) =>
        Assert.Equal(before is 0 or long.MaxValue ? 50 : before + 1, StreamCursor.At(DateTimeOffset.FromUnixTimeSeconds(1000), before));
}
