using System.Buffers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Api.Cvs;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Dialects;

/// <summary>
/// <c>Golden/cvs</c> and <c>Golden/matching</c>: a canonical event and its frame, byte for byte. An empty frame file means that
/// no frame may be written. The frames that the seed shows are copied from it.
/// </summary>
public sealed class CvsDialectTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string dialect in new[] { "cvs", "matching" })
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Golden, dialect), "*.json"))
            {
                cases.Add(dialect, Path.GetFileNameWithoutExtension(file));
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnEventBecomesItsGoldenFrame(string dialect, string name)
    {
        byte[] data = File.ReadAllBytes(Path.Combine(Golden, dialect, $"{name}.json"));
        string expected = File.ReadAllText(Path.Combine(Golden, dialect, $"{name}.sse"));
        string type = JsonDocument.Parse(data).RootElement.GetProperty("type").GetString()!;
        var e = new JobEvent(new EventId(2, 43), type, data.AsMemory().TrimEnd("\n"u8.ToArray()));

        var output = new ArrayBufferWriter<byte>();
        Of(dialect).Write(e, output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void AHeartbeatIsACommentThatNoClientSees()
    {
        var output = new ArrayBufferWriter<byte>();
        CvsDialect.Parsing.WriteHeartbeat(output, new EventId(1, 7), DateTimeOffset.UnixEpoch);
        Assert.Equal(": ping\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void AResetGivesTheStateInKnownFramesAndTheLastMovesTheCursor()
    {
        var job = new TestJob();
        job.New(DateTimeOffset.UnixEpoch);
        job.Attempt = 1;
        foreach (EventPayload payload in (EventPayload[])
        [
            new ResultEvent("a.pdf", JsonSerializer.SerializeToElement(new { filename = "a.pdf", success = true })),
            new StepProgressEvent("parsing", StepStatus.Running, 50, 1, 2, Message: "Parsing CV 1/2"),
        ])
        {
            job.Confirm(job.Next([payload]));
        }

        var output = new ArrayBufferWriter<byte>();
        CvsDialect.Parsing.WriteSnapshot(output, EventTypes.Reset, SnapshotReducer.Fold(job.Id, job.Log));
        Assert.Equal(
            $"event: reset\ndata: {{\"event\":\"reset\",\"job_id\":\"{job.Id}\"}}\n\n"
            + "event: result\ndata: {\"event\":\"result\",\"data\":{\"filename\":\"a.pdf\",\"success\":true}}\n\n"
            + "event: progress\ndata: {\"event\":\"progress\",\"step\":\"parsing\",\"current\":1,\"total\":2,\"progress\":0.5,\"message\":\"Parsing CV 1/2\"}\nid: 1-3\n\n",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static CvsDialect Of(string name) => name == CvsDialect.Parsing.Name ? CvsDialect.Parsing : CvsDialect.Matching;
}
