using System.Text.Json;
using AspireStreaming.Edge.Protocols;
using AspireStreaming.Edge.Protocols.AgUi;
using AspireStreaming.Edge.Protocols.AiSdk;
using AspireStreaming.Edge.Protocols.OpenAi;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Api;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Protocols;

/// <summary>A log that is much larger than the node's window: late clients read it page by page, and see the same frames as those that watched from the start.</summary>
public sealed class ProtocolHistoryTests
{
    private const int Batches = 30;

    [Fact]
    public async Task ALateClientSeesTheFramesOfTheWholeLogAndACutOneTheRest()
    {
        await using var system = await EmbeddedSystem.StartAsync(("Api:WindowBytesPerJob", "65536"), ("Api:Heartbeat", "00:10:00"));
        var job = new TestJob();
        await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        using var live = await system.Http.GetAsync($"/ag-ui/runs/{job.Id}", HttpCompletionOption.ResponseHeadersRead); // its window begins with the log
        for (int i = 0; i < Batches; i++)
        {
            await AppendAsync(system, job, job.Next(
            [
                new StepProgressEvent("one", StepStatus.Running, i),
                new TokenEvent("a", new string('a', 2000), i * 2000),
                new TokenEvent($"t{i % 7}", new string('t', 2000), i / 7 * 2000),
                new InsightEmittedEvent($"i{i % 5}", "c", Importance.Low, new string('i', 2000), "one"),
                new ResultEvent($"r{i}", JsonSerializer.SerializeToElement(i)),
            ]));
        }

        await AppendAsync(system, job, job.Done());
        (string Url, ProtocolDialect Dialect)[] protocols =
        [
            ($"/ag-ui/runs/{job.Id}", new AgUiDialect(job.Id, AgUiRun.Of(job.Id))),
            ($"/ui/test/{job.Id}/stream?startIndex=0", new UiMessageDialect(job.Id)),
            ($"/v1/responses/resp_{job.Id:N}?stream=true", new ResponsesDialect(job.Id, ResponseRun.Read(default))),
        ];
        foreach (var (url, dialect) in protocols)
        {
            var expected = SeedFrame.ParseAll(ProtocolGolden.Text(dialect, job.Log));
            Assert.Equal(Frames(expected), Frames(await ReadAsync(system, url, null)));
        }

        Assert.Equal(
            Frames(SeedFrame.ParseAll(ProtocolGolden.Text(protocols[0].Dialect, job.Log))), Frames(SeedFrame.ParseAll(await live.Content.ReadAsStringAsync())));
        var all = Frames(SeedFrame.ParseAll(ProtocolGolden.Text(protocols[0].Dialect, job.Log)));
        foreach (int place in new[] { 0, 1, all.Count / 2, (all.Count / 2) + 1, all.Count - 2 })
        {
            // Behind what is open, which has no id, come the frames after the cursor; those of an event that the client has in part come again.
            var rest = Frames((await ReadAsync(system, protocols[0].Url, all[place].Id)).Where(frame => frame.Id is not null));
            int first = all[place].Id!.Contains('.', StringComparison.Ordinal) ? all.FindIndex(frame => EventOf(frame) == EventOf(all[place])) : place + 1;
            Assert.Equal(all[first..], rest);
        }

        all = Frames(SeedFrame.ParseAll(ProtocolGolden.Text(protocols[2].Dialect, job.Log)));
        foreach (int place in new[] { 0, 1, all.Count / 2, (all.Count / 2) + 1, all.Count - 2, all.Count - 1 })
        {
            Assert.Equal(all[(place + 1)..], Frames(await ReadAsync(system, $"{protocols[2].Url}&starting_after={place}", null)));
        }

        Assert.Empty(await ReadAsync(system, $"{protocols[2].Url}&starting_after={int.MaxValue}", null)); // the number of an error
    }

    private static string EventOf((string? Id, string Data) frame) => frame.Id!.Split('.')[0];

    private static List<(string? Id, string Data)> Frames(IEnumerable<SeedFrame> frames) => [.. frames.Select(frame => (frame.Id, frame.Data))];

    private static async Task<IReadOnlyList<SeedFrame>> ReadAsync(EmbeddedSystem system, string url, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        using var response = await system.Http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        return SeedFrame.ParseAll(await response.Content.ReadAsStringAsync());
    }

    private static async Task AppendAsync(EmbeddedSystem system, TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }
}
