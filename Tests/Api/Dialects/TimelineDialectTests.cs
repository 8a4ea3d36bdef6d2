using System.Buffers;
using System.Text;
using AspireStreaming.Api.Agents;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Tests.Api.Dialects;

/// <summary>Seed 3's frames. A golden file holds the event's id and payload, a line ---, and the frame byte for byte.</summary>
public sealed class TimelineDialectTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "timeline");

    public static TheoryData<string> Golden => [.. Directory.EnumerateFiles(Folder, "*.golden").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Golden))]
    public void AFrameEqualsItsGoldenFile(string file)
    {
        string[] parts = File.ReadAllText(Path.Combine(Folder, file)).Split("\n---\n", 2);
        var (id, data) = parts[0].Split(' ', 2) is [var first, var rest] ? (EventId.Parse(first), rest) : default;
        string type = System.Text.Json.JsonDocument.Parse(data).RootElement.GetProperty("type").GetString()!;

        var output = new ArrayBufferWriter<byte>();
        TimelineDialect.Instance.Write(new JobEvent(id, type, Encoding.UTF8.GetBytes(data)), output);

        Assert.Equal(parts[1], Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void ASilentStreamGetsAPingComment()
    {
        var output = new ArrayBufferWriter<byte>();
        TimelineDialect.Instance.WriteHeartbeat(output, new EventId(1, 7), DateTimeOffset.UnixEpoch);
        Assert.Equal(": ping\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void AResetRepeatsTheTimelineAndItsLastFrameMovesTheCursor()
    {
        var snapshot = new JobSnapshot
        {
            JobId = Guid.NewGuid(),
            LastEventId = "2-9",
            UpdatedAt = DateTimeOffset.UnixEpoch,
            Timeline = [new TimelineEvent("e-1", "WORKFLOW_START", "a", "IN_PROGRESS"), new TimelineEvent("e-2", "AGENT_START", "b", "IN_PROGRESS", "epic_agent")],
        };
        var output = new ArrayBufferWriter<byte>();
        TimelineDialect.Instance.WriteSnapshot(output, EventTypes.Reset, snapshot);

        string[] frames = Encoding.UTF8.GetString(output.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, frames.Length);
        Assert.StartsWith("data: {\"event_id\":\"e-1\"", frames[0], StringComparison.Ordinal);
        Assert.StartsWith("data: {\"event_id\":\"e-2\"", frames[1], StringComparison.Ordinal);
        Assert.EndsWith("\nid: 2-9", frames[1], StringComparison.Ordinal);
    }
}
