using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Tests.Streaming;

/// <summary>
/// Logs and their snapshots, in files that also test the JavaScript client. The expected snapshots and digests
/// come from a third implementation, so they are independent of this one.
/// </summary>
public sealed class SnapshotVectorTests
{
    public static TheoryData<string> Names => new(Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors");

    [Theory]
    [MemberData(nameof(Names))]
    public void ALogFoldsToItsSnapshots(string name)
    {
        using var vector = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name)));
        var events = vector.RootElement.GetProperty("events").EnumerateArray()
            .Select(e => new JobEvent(
                EventId.Parse(e.GetProperty("id").GetString()), e.GetProperty("type").GetString()!, Encoding.UTF8.GetBytes(e.GetProperty("raw").GetString()!)))
            .ToList();
        var snapshots = vector.RootElement.GetProperty("snapshots");
        var jobId = snapshots.GetProperty("0-0").GetProperty("job_id").GetGuid();
        Assert.Equal(events.Count + 1, snapshots.EnumerateObject().Count());

        var reducer = new SnapshotReducer(jobId);
        AssertEqual(snapshots.GetProperty("0-0"), reducer.ToSnapshot(), "0-0");
        foreach (var e in events)
        {
            reducer.Apply(e);
            AssertEqual(snapshots.GetProperty(e.Id.ToString()), reducer.ToSnapshot(), e.Id.ToString());
        }
    }

    [Fact]
    public void TheVectorsHaveEveryType()
    {
        var types = Directory.GetFiles(Folder, "*.json")
            .SelectMany(f => JsonDocument.Parse(File.ReadAllBytes(f)).RootElement.GetProperty("events").EnumerateArray().ToList())
            .Select(e => e.GetProperty("type").GetString()!);
        Assert.Empty(EventTypes.All.Except(types));
    }

    private static void AssertEqual(JsonElement expected, JobSnapshot snapshot, string cursor)
    {
        var actual = JsonSerializer.SerializeToElement(snapshot, EventJson.Wire.JobSnapshot);
        Assert.True(JsonElement.DeepEquals(expected, actual), $"At {cursor}\nexpected {expected.GetRawText()}\nactual   {actual.GetRawText()}");
    }
}
