using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Protocols.Mcp;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Api;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace AspireStreaming.Tests.Protocols;

public sealed class McpDialectTests
{
    public static TheoryData<string> Vectors => [.. ProtocolGolden.Vectors];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void ALogIsTheGoldenFile(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        ProtocolGolden.Check($"mcp/{vector}", ProtocolGolden.Text(Dialect(jobId, "\"p\""), events));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void EachEventIsOneMessageOfTheSdkAndTheLastOneIsTheSnapshot(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        var frames = SeedFrame.ParseAll(ProtocolGolden.Text(Dialect(jobId, "3"), events));
        Assert.Equal(events.Select(e => new McpEventId(e.Id, jobId).ToString()), frames.Select(frame => frame.Id!));
        foreach (var (e, frame) in events.Zip(frames).SkipLast(1))
        {
            Assert.True(McpEventId.TryParse(frame.Id, out var id) && id == new McpEventId(e.Id, jobId));
            var progress = JsonSerializer.Deserialize<JsonRpcMessage>(frame.Data, McpJsonUtilities.DefaultOptions) as JsonRpcNotification;
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(e.Data.Span), progress!.Params!["_meta"]![McpFrames.EventMember]));
        }

        var response = (JsonRpcResponse)JsonSerializer.Deserialize<JsonRpcMessage>(frames[^1].Data, McpJsonUtilities.DefaultOptions)!;
        var result = response.Result.Deserialize<CallToolResult>(McpJsonUtilities.DefaultOptions)!;
        var reducer = new SnapshotReducer(jobId);
        events.ToList().ForEach(reducer.Apply);
        Assert.True(JsonNode.DeepEquals(
            JsonSerializer.SerializeToNode(reducer.ToSnapshot(), EventJson.Wire.JobSnapshot), JsonSerializer.SerializeToNode(result.StructuredContent)));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void AClientThatWantsNoProgressHasTheResponseOnly(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        Assert.Equal(new McpEventId(events[^1].Id, jobId).ToString(), Assert.Single(SeedFrame.ParseAll(ProtocolGolden.Text(Dialect(jobId, null), events))).Id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2-3")]
    [InlineData("2-3.1")]
    [InlineData("2-3.0a9c1a4e-0000-4000-8000-000000000001")]
    [InlineData("2.0a9c1a4e000040008000000000000001")]
    [InlineData("2-3.0a9c1a4e000040008000000000000001.1")]
    public void AnotherTextIsNoIdOfAMessage(string? text) => Assert.False(McpEventId.TryParse(text, out _));

    private static McpDialect Dialect(Guid jobId, string? token) =>
        new(jobId, new McpCall(JsonElement.Parse("7"), token is null ? default : JsonElement.Parse(token)));
}
