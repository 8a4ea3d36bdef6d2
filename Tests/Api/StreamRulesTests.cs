using System.Net.ServerSentEvents;
using System.Text.RegularExpressions;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>Rules of a stream that keep browsers and proxies from losing it.</summary>
[Collection(SharedSystem.Name)]
public sealed partial class StreamRulesTests(RunningSystem system) : IAsyncLifetime
{
    private Guid _id;
    private string _last = "";

    private JobClient Api => system.Apis[0];

    /// <summary>Starts a job that runs and writes no events.</summary>
    public async Task InitializeAsync()
    {
        _id = await Api.StartAsync(Work.Endless.Request);
        using var stream = await Api.WatchAsync(_id);
        _last = (await stream.EventsAsync(Work.IsHashing))[^1].Id!;
    }

    public Task DisposeAsync() => Api.PostAsync($"/api/jobs/{_id}/cancel");

    [Fact]
    public async Task HeadersAndAFirstByteComeBeforeAnyEvent()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{_id}/stream?last_event_id={_last}");
        request.Headers.Add("Accept-Encoding", "gzip, br, deflate");
        using var stream = await SseStream.OpenAsync(Api.Http, request);
        var response = stream.Response;
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["no-cache", "no-transform"], response.Headers.CacheControl!.ToString().Split(", ").Order());
        Assert.Equal(["no"], response.Headers.GetValues("X-Accel-Buffering"));
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Null(response.Content.Headers.ContentLength);
        Assert.NotNull((await stream.NextAsync())!.Retry);
    }

    [Fact]
    public async Task ClientsAreToldDifferentDelaysAndNeverNone()
    {
        var delays = new List<int>();
        for (int i = 0; i < 10; i++)
        {
            using var stream = await system.Apis[i % 2].WatchAsync(_id);
            delays.Add(int.Parse((await stream.NextAsync())!.Retry!));
        }

        Assert.All(delays, delay => Assert.InRange(delay, 1000, 4000));
        Assert.InRange(delays.Distinct().Count(), 5, 10);
    }

    [Fact]
    public async Task AHeartbeatHasDataAndDoesNotMoveTheCursor()
    {
        using var stream = await Api.WatchAsync(_id, _last);
        await stream.NextAsync();
        for (int beats = 0; beats < 3; beats++)
        {
            var beat = (await stream.NextAsync())!;
            Assert.Equal((EventTypes.Heartbeat, null), (beat.Name, beat.Id));
            Assert.Equal(_last, beat.Json.GetProperty("last_event_id").GetString());
        }
    }

    [Fact]
    public async Task AnyParserCanReadTheFrames()
    {
        var (_, started) = await Api.PostAsync("/api/pipeline/start", new { resume_text = "Jo Doe\r\njo@example.org\r\n\r\nCook\u0000, 2019\u2028to 2021\rMade\tsoup", job_text = "A cook\r\nwho makes soup" });
        var id = started.GetProperty("job_id").GetGuid();
        var frames = await Api.ReadAsync(id);
        WholeLog.Check(frames);
        Assert.All(frames, frame =>
        {
            Assert.Matches(Form(), frame.Text);
            Assert.DoesNotContain(frame.Name, new[] { "error", "open", "message" });
        });

        using var response = await Api.Http.GetAsync($"/api/jobs/{id}/stream");
        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync());
        var items = new List<(string, string, string)>();
        await foreach (var item in parser.EnumerateAsync())
        {
            items.Add((item.EventId!, item.EventType, item.Data));
        }

        Assert.Equal(frames.Select(f => (f.Id!, f.Name!, f.Data)), items);
    }

    /// <summary>An id only with data, one line each, without carriage return and NUL.</summary>
    [GeneratedRegex("^event: [a-z_]+\ndata: [^\r\n\0]+\nid: [0-9]+-[0-9]+\n\n$", RegexOptions.None, 1000)]
    private static partial Regex Form();
}
