using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Protocols.A2a;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Api;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Protocols;

public sealed class A2aDialectTests
{
    public static TheoryData<string> Vectors => [.. ProtocolGolden.Vectors];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void ALogIsTheGoldenFile(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        ProtocolGolden.Check($"a2a/{vector}", ProtocolGolden.Text(Dialect(jobId), events));
    }

    /// <summary>The task tells the first event, artifacts tell tokens and results, the last status tells the end: all else is metadata.</summary>
    [Theory]
    [MemberData(nameof(Vectors))]
    public void NoEventIsLost(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        var frames = Frames(jobId, events);
        Assert.NotNull(frames[0]["task"]);
        Assert.Equal(
            events.Skip(1).Where(e => e.Type is not (EventTypes.Token or EventTypes.Result or EventTypes.Done)).Select(e => e.Id.Seq),
            frames.Select(frame => frame["statusUpdate"]?["metadata"]?[A2aFrames.EventMember]).OfType<JsonNode>().Select(e => (long)e["seq"]!));
    }

    [Fact]
    public void ClientsHaveTheTextsAndResultsOfTheSnapshotAfterAnyLog()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var log = RandomLog.Create(seed);
            var last = log.Events[^1].Id;
            log.Events.Add(EventEncoder.Encode(log.JobId, new EventId(last.Attempt, last.Seq + 1), DateTimeOffset.UnixEpoch, new DoneEvent((JobStatus)(3 + (seed % 3)))));
            var snapshot = SnapshotReducer.Fold(log.JobId, log.Events);
            var artifacts = Artifacts(Frames(log.JobId, log.Events));
            Assert.Equal(
                (seed, string.Join('\n', snapshot.Texts.Where(t => t.Text.Length > 0).Select(t => $"text:{t.Target} {t.Text}").Order(StringComparer.Ordinal))),
                (seed, string.Join('\n', artifacts.Where(a => a.Key.StartsWith("text:", StringComparison.Ordinal)).Select(a => $"{a.Key} {a.Value}").Order(StringComparer.Ordinal))));
            Assert.Equal(
                snapshot.Results.Select(r => $"result:{r.Key}").Order(StringComparer.Ordinal),
                artifacts.Keys.Where(id => id.StartsWith("result:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }
    }

    private static A2aDialect Dialect(Guid jobId) =>
        new(jobId, new A2aRun("context-1", JsonElement.Parse("""{"messageId":"m1","role":"ROLE_USER","parts":[{"text":"Go"}]}""")), JsonElement.Parse("7"));

    private static List<JsonNode> Frames(Guid jobId, IEnumerable<JobEvent> events) =>
        [.. SeedFrame.ParseAll(ProtocolGolden.Text(Dialect(jobId), events)).Select(frame => frame.Json()["result"]!)];

    /// <summary>What a client has that appends and replaces as the protocol says.</summary>
    private static Dictionary<string, string> Artifacts(IEnumerable<JsonNode> frames)
    {
        var held = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var update in frames.Select(frame => frame["artifactUpdate"]).OfType<JsonNode>())
        {
            string id = (string)update["artifact"]!["artifactId"]!;
            var part = update["artifact"]!["parts"]![0]!;
            string content = (string?)part["text"] ?? part["data"]!.ToJsonString();
            if (update["artifact"]!["metadata"]?[A2aFrames.VoidMember] is not null)
            {
                held.Remove(id);
            }
            else
            {
                held[id] = (bool)update["append"]! ? held[id] + content : content;
            }
        }

        return held;
    }
}
