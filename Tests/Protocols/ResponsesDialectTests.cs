using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Protocols.OpenAi;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Api;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Protocols;

public sealed class ResponsesDialectTests
{
    private static readonly ResponseRun Run = new(true, JsonSerializer.SerializeToElement(new { mine = "x" }), null);

    public static TheoryData<string> Vectors => [.. ProtocolGolden.Vectors];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void ALogIsTheGoldenFile(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        string text = ProtocolGolden.Text(new ResponsesDialect(jobId, Run), events);
        Assert.Equal(text, ProtocolGolden.Text(new ResponsesDialect(jobId, Run), events));
        ProtocolGolden.Check($"openai/{vector}", text);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void NoEventIsLost(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        var carried = Frames(new ResponsesDialect(jobId, Run), events).Select(frame => frame["job_event"]).OfType<JsonNode>().Select(e => (long)e["seq"]!);
        Assert.Equal(events.Where(e => e.Type != EventTypes.Token).Select(e => e.Id.Seq), carried);
    }

    [Fact]
    public void WhatCantGoOnIsAnErrorBehindWhichNothingComes()
    {
        var dialect = new ResponsesDialect(Guid.NewGuid(), Run);
        string[] errors =
        [
            ProtocolGolden.Text(output => dialect.WriteSnapshot(output, EventTypes.Reset, new JobSnapshot { JobId = Guid.NewGuid(), EventCount = 10 })),
            ProtocolGolden.Text(output => dialect.WriteGone(output, Guid.NewGuid(), DateTimeOffset.UnixEpoch)),
        ];
        var frames = errors.Select(text => JsonNode.Parse(Assert.Single(SeedFrame.ParseAll(text)).Data)!).ToList();
        Assert.All(frames, frame => Assert.Equal(("error", int.MaxValue), (Type(frame), (int)frame["sequence_number"]!)));
        Assert.Equal([EventTypes.Reset, EventTypes.Gone], frames.Select(frame => (string)frame["code"]!));
    }

    [Fact]
    public void TheSameTextOfANewAttemptIsNotSentAgain()
    {
        var job = new TestJob();
        Begin(job);
        Append(job, new TokenEvent("t", "One two three", 0));
        Reset(job, 4);
        Append(job, new TokenEvent("t", "two th", 4));
        Append(job, new TokenEvent("t", "ree four", 10));
        var frames = End(job);
        Assert.Equal(["One two three", " four"], Deltas(frames));
        Assert.Equal("One two three four", (string)Assert.Single(Output(frames))["content"]![0]!["text"]!);
    }

    [Fact]
    public void OtherTextOfANewAttemptTakesTheMessageBack()
    {
        var job = new TestJob();
        Begin(job);
        Append(job, new TokenEvent("t", "One two three", 0));
        Reset(job, 4);
        Append(job, new TokenEvent("t", "two and ", 4));
        Append(job, new TokenEvent("t", "more", 12));
        var frames = End(job);
        Assert.Equal(["One two three", "One two and ", "more"], Deltas(frames));
        var back = frames.First(frame => Type(frame) == "response.output_item.done");
        Assert.Equal(("incomplete", 0, 0), ((string)back["item"]!["status"]!, back["item"]!["content"]!.AsArray().Count, (int)back["output_index"]!));
        var item = Assert.Single(Output(frames));
        Assert.NotEqual((string)back["item"]!["id"]!, (string)item["id"]!);
        Assert.Equal("One two and more", (string)item["content"]![0]!["text"]!);
    }

    [Fact]
    public void SettledTextIsSentOnceAndNeverTakenBack()
    {
        var job = new TestJob();
        Begin(job);
        Append(job, new StepProgressEvent("one", StepStatus.Started, 0), new TokenEvent("t", "One two three", 0));
        Reset(job, 4);
        Append(job, new StepProgressEvent("two", StepStatus.Started, 0), new StepProgressEvent("two", StepStatus.Completed, 100), new TokenEvent("t", "two and ", 4));
        int held = job.Log.Count;
        Append(job, new TokenEvent("t", "more", 12), new StepProgressEvent("one", StepStatus.Completed, 100));
        var run = Run with { Metadata = JsonSerializer.SerializeToElement(new { job_text = "settled" }) };
        var dialect = new ResponsesDialect(job.Id, run);
        Assert.Empty(Deltas(Frames(dialect, job.Log.Take(held))));
        Assert.Equal(["One two and more"], Deltas(Frames(dialect, job.Log)));
        End(job);
        Assert.Equal("One two and more", (string)Assert.Single(Output(Frames(dialect, job.Log)))["content"]![0]!["text"]!);
        Assert.DoesNotContain(Frames(dialect, job.Log), frame => Type(frame) == "response.output_item.done" && (string)frame["item"]!["status"]! == "incomplete");
    }

    [Fact]
    public void TextThatDoesNotComeAgainIsTakenBackAtTheEnd()
    {
        var job = new TestJob();
        Begin(job);
        Append(job, new TokenEvent("t", "One two three", 0));
        Append(job, new TokenEvent("u", "void", 0));
        Reset(job, 3, new TextCut("u", 0));
        Append(job, new TokenEvent("v", "last", 0));
        var frames = End(job);
        Assert.Equal(["One", "last"], Output(frames).Select(item => (string)item["content"]![0]!["text"]!));
        Assert.Equal(["One two three", "One", "last"], Deltas(frames));
    }

    [Fact]
    public void OneMessageIsOpenAtATime()
    {
        var job = new TestJob();
        Begin(job);
        Append(job, new TokenEvent("a", "a1 ", 0), new TokenEvent("b", "b1 ", 0), new TokenEvent("a", "a2", 3), new TokenEvent("c", "c1", 0), new TokenEvent("b", "b2", 3));
        Append(job, new ResultEvent("b", JsonSerializer.SerializeToElement(1)));
        Append(job, new ResultEvent("a", JsonSerializer.SerializeToElement(1)), new TokenEvent("c", "c2", 2));
        Append(job, new StepProgressEvent("one", StepStatus.Completed, 100));
        var frames = End(job);
        Assert.Equal(["a1 ", "a2", "b1 b2", "c1", "c2"], Deltas(frames));
        AssertOneAtATime(frames);
        Assert.Equal(["a1 a2", "b1 b2", "c1c2"], Output(frames).Select(item => (string)item["content"]![0]!["text"]!));
    }

    [Fact]
    public void AJobWithoutTextsAnswersWithItsSummary()
    {
        var job = new TestJob();
        Begin(job);
        var frames = End(job);
        Assert.Equal("""{"ok":true}""", (string)Assert.Single(Output(frames))["content"]![0]!["text"]!);
    }

    [Fact]
    public void ClientsHaveTheTextsOfTheSnapshotAfterAnyLog()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var log = RandomLog.Create(seed);
            var last = log.Events[^1].Id;
            log.Events.Add(EventEncoder.Encode(log.JobId, new EventId(last.Attempt, last.Seq + 1), DateTimeOffset.UnixEpoch, new DoneEvent((JobStatus)(3 + (seed % 3)))));
            var snapshot = SnapshotReducer.Fold(log.JobId, log.Events);
            var frames = Frames(new ResponsesDialect(log.JobId, Run), log.Events);
            Assert.Equal(Enumerable.Range(0, frames.Count), frames.Select(frame => (int)frame["sequence_number"]!));
            AssertOneAtATime(frames);
            var expected = snapshot.Texts.ToDictionary(text => text.Target, text => text.Text);
            Assert.Equal(expected, Texts(Output(frames)));
            Assert.Equal(expected, Texts(Kept(frames)));
        }
    }

    /// <summary>The items of a client that keeps each as it was told, without those that are empty at the end.</summary>
    private static IEnumerable<JsonNode> Kept(IReadOnlyList<JsonObject> frames)
    {
        var items = new SortedDictionary<int, (JsonNode Item, StringBuilder Text)>();
        foreach (var frame in frames)
        {
            switch (Type(frame))
            {
                case "response.output_item.added":
                    items.Add((int)frame["output_index"]!, (frame["item"]!, new StringBuilder()));
                    break;
                case "response.output_text.delta":
                    items[(int)frame["output_index"]!].Text.Append((string)frame["delta"]!);
                    break;
                case "response.output_item.done":
                    var (item, text) = items[(int)frame["output_index"]!];
                    Assert.Equal((string)item["id"]!, (string)frame["item"]!["id"]!);
                    string? content = frame["item"]!["content"]!.AsArray() is [{ } part] ? (string)part["text"]! : null;
                    Assert.True(content is null || content == text.ToString());
                    items[(int)frame["output_index"]!] = (frame["item"]!, text);
                    break;
            }
        }

        return items.Values.Select(kept => kept.Item).Where(item => item["content"]!.AsArray().Count > 0 && item["target"] is not null);
    }

    private static Dictionary<string, string> Texts(IEnumerable<JsonNode> items) => items.Where(item => item["target"] is not null)
        .GroupBy(item => (string)item["target"]!)
        .ToDictionary(group => group.Key, group => string.Concat(group.Select(item => (string)item["content"]![0]!["text"]!)));

    private static void AssertOneAtATime(IReadOnlyList<JsonObject> frames)
    {
        int last = -1;
        foreach (var frame in frames)
        {
            if (Type(frame) == "response.output_item.added")
            {
                last = (int)frame["output_index"]!;
            }
            else if (Type(frame) == "response.output_text.delta")
            {
                Assert.Equal(last, (int)frame["output_index"]!); // clients add it to the message that began last
            }
        }
    }

    private static string Type(JsonNode frame) => (string)frame["type"]!;

    private static IEnumerable<string> Deltas(IEnumerable<JsonObject> frames) =>
        frames.Where(frame => Type(frame) == "response.output_text.delta").Select(frame => (string)frame["delta"]!);

    private static IEnumerable<JsonNode> Output(IReadOnlyList<JsonObject> frames) => frames[^1]["response"]!["output"]!.AsArray().OfType<JsonNode>();

    private static void Begin(TestJob job)
    {
        job.New(DateTimeOffset.UnixEpoch);
        job.Attempt = 1;
        Append(job, new JobStatusEvent(JobStatus.Running));
    }

    private static void Append(TestJob job, params EventPayload[] payloads) => job.Confirm(job.Next(payloads));

    private static void Reset(TestJob job, int length, params TextCut[] more)
    {
        job.Attempt++;
        Append(job, new AttemptResetEvent("worker_lost", 1, new Dictionary<string, IReadOnlyList<string>>(), new RestoredItems(), [new TextCut("t", length), .. more]));
    }

    private static IReadOnlyList<JsonObject> End(TestJob job)
    {
        Append(job, new JobStatusEvent(JobStatus.Completed), new DoneEvent(JobStatus.Completed, JsonSerializer.SerializeToElement(new { ok = true })));
        return Frames(new ResponsesDialect(job.Id, Run), job.Log);
    }

    private static IReadOnlyList<JsonObject> Frames(ResponsesDialect dialect, IEnumerable<JobEvent> events) =>
        [.. SeedFrame.ParseAll(ProtocolGolden.Text(dialect, events)).Select(frame =>
        {
            var json = JsonNode.Parse(frame.Data)!.AsObject();
            Assert.Equal(frame.Event, Type(json));
            return json;
        })];
}
