using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Api.Dialects;

/// <summary>The cases of a golden file: a canonical event, and the frame that a dialect makes of it.</summary>
internal static class GoldenFrames
{
    public static readonly Guid JobId = new("3f2504e0-4f89-41d3-9a0c-0305e82c3301");

    public static TheoryData<string> Names(string dialect) => [.. Cases(dialect).Select(c => (string)c["name"]!)];

    public static void Check(IDialect dialect, string name)
    {
        var expected = Cases(dialect.Name).Single(c => (string)c["name"]! == name);
        var output = new ArrayBufferWriter<byte>();
        dialect.Write(Event(expected), output);
        var again = new ArrayBufferWriter<byte>();
        dialect.Write(Event(expected), again);
        Assert.Equal(output.WrittenSpan, again.WrittenSpan);
        if (expected["data"] is null)
        {
            Assert.Equal(0, output.WrittenCount);
            return;
        }

        var frame = SeedFrame.ParseAll(Encoding.UTF8.GetString(output.WrittenSpan)).Single();
        Assert.Equal((string)expected["id"]!, frame.Id);
        Assert.Equal((string?)expected["event"], frame.Event);
        Assert.True(JsonNode.DeepEquals(expected["data"], JsonNode.Parse(frame.Data)), frame.Data);
    }

    public static JobEvent Event(JsonObject golden)
    {
        var id = EventId.Parse((string)golden["id"]!);
        var data = new JsonObject { ["type"] = (string)golden["type"]!, ["job_id"] = JobId, ["attempt"] = id.Attempt, ["seq"] = id.Seq, ["at"] = "2026-11-20T13:17:00.123Z" };
        foreach (var (member, value) in golden["payload"]!.AsObject())
        {
            data[member] = value?.DeepClone();
        }

        return new JobEvent(id, (string)golden["type"]!, JsonSerializer.SerializeToUtf8Bytes((JsonNode)data));
    }

    public static IReadOnlyList<JsonObject> Cases(string dialect) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", $"{dialect}.json")))!.AsArray().Select(c => c!.AsObject())];
}
