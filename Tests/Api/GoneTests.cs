using System.Net;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>Jobs that the store loses while they are watched: the watchers are told that no event will follow.</summary>
public sealed class GoneTests : IAsyncLifetime
{
    private RedisServer _server = null!;
    private EmbeddedSystem _system = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _system = await EmbeddedSystem.StartAsync(
            ("ConnectionStrings:redis", $"127.0.0.1:{_server.Port}"), ("Streaming:QuietPeriod", "00:00:00.200"), ("Api:Heartbeat", "00:00:00.300"));
    }

    public async Task DisposeAsync()
    {
        await _system.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("native", "event: gone\n")]
    [InlineData("cvs", "event: error\n")]
    [InlineData("matching", "event: error\n")]
    [InlineData("match-jobs", "event: error\n")]
    [InlineData("optimization", "\"type\":\"error\"")]
    [InlineData("timeline", "\"type\":\"WORKFLOW_ERROR\"")]
    public async Task TheStreamOfALostJobReportsTheLossAndEnds(string dialect, string expected)
    {
        var job = await StartAsync();
        using var stream = await WatchAsync($"/api/jobs/{job.Id}/stream?dialect={dialect}");
        await NextHeartbeatAsync(stream);
        await _server.SendAsync("FLUSHALL");

        var last = await LastAsync(stream);

        Assert.Contains(expected, last.Text);
        Assert.Null(last.Id); // the cursor does not move
        using var again = await _system.Http.GetAsync(new Uri($"/api/jobs/{job.Id}/stream?dialect={dialect}&last_event_id={job.Last}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode); // with this status a browser stops reconnecting
    }

    [Fact]
    public async Task NoStreamWaitsForAJobThatIsLostBeforeItsFirstEventIsRead()
    {
        var job = await StartAsync();
        await _server.SendAsync("DEL", $"job:{{{job.Id}}}:events");
        using var one = await WatchAsync($"/api/jobs/{job.Id}/stream");
        using var many = await WatchAsync($"/api/streams?job={job.Id}");
        Assert.Equal(job.Id, await NextGoneAsync(one));
        Assert.Equal(job.Id, await NextGoneAsync(many));
        await LastAsync(one);
        await LastAsync(many);
    }

    [Fact]
    public async Task AStreamOfManyJobsReportsTheMissingJobsAndServesTheOthers()
    {
        var stays = await StartAsync();
        var vanishes = await StartAsync();
        var never = Guid.NewGuid();
        using var stream = await WatchAsync($"/api/streams?job={never}&job={vanishes.Id}:{vanishes.Last}&job={stays.Id}:{stays.Last}");
        Assert.Equal(never, await NextGoneAsync(stream));
        await NextHeartbeatAsync(stream);

        await _server.SendAsync("DEL", $"job:{{{vanishes.Id}}}", $"job:{{{vanishes.Id}}}:events", $"job:{{{vanishes.Id}}}:input");
        Assert.Equal(vanishes.Id, await NextGoneAsync(stream));

        var done = stays.Done();
        Assert.Equal(AppendOutcome.Appended, (await _system.Log.AppendAsync(done, default)).Outcome);
        var last = await LastAsync(stream);
        Assert.Equal((EventTypes.Done, $"0-0,{vanishes.Last},{done.Events[^1].Id}"), (last.Name, last.Id));
    }

    [Fact]
    public async Task ACursorOfAMissingSessionGivesNotFound()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/timeline/stream/{Guid.NewGuid()}");
        request.Headers.Add("Last-Event-ID", "1-7");
        using var response = await _system.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<TestJob> StartAsync()
    {
        var job = new TestJob();
        Assert.True(await _system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default));
        job.Attempt = (await _system.Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        var append = job.Next([new JobStatusEvent(JobStatus.Running)], JobStatus.Running);
        Assert.Equal(AppendOutcome.Appended, (await _system.Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
        return job;
    }

    private Task<SseStream> WatchAsync(string url) => SseStream.OpenAsync(_system.Http, new HttpRequestMessage(HttpMethod.Get, url));

    /// <summary>Waits for a heartbeat: all events before it are served.</summary>
    private static async Task NextHeartbeatAsync(SseStream stream)
    {
        var deadline = Logs.Deadline();
        while ((await stream.NextAsync())!.Text is var text && !text.Contains("heartbeat", StringComparison.Ordinal) && text != ": ping\n\n")
        {
            deadline.ThrowIfCancellationRequested();
        }
    }

    private static async Task<Guid> NextGoneAsync(SseStream stream)
    {
        for (var deadline = Logs.Deadline(); await stream.NextAsync() is { } frame; deadline.ThrowIfCancellationRequested())
        {
            if (frame.Name == EventTypes.Gone)
            {
                Assert.Null(frame.Id);
                return frame.Json.GetProperty("job_id").GetGuid();
            }

            Assert.NotEqual(EventTypes.Reset, frame.Name);
        }

        Assert.Fail("The stream ended.");
        return default;
    }

    private static async Task<SseFrame> LastAsync(SseStream stream)
    {
        SseFrame? last = null;
        for (var deadline = Logs.Deadline(); await stream.NextAsync() is { } frame; deadline.ThrowIfCancellationRequested())
        {
            last = frame;
        }

        return last!;
    }
}
