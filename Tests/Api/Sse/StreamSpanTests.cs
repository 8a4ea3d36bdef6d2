using System.Diagnostics;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Tests.Api.Sse;

/// <summary>The spans of streams that the tests of the whole system can't make.</summary>
public sealed class StreamSpanTests : IDisposable
{
    private readonly SpanRecorder _recorder = new();

    public void Dispose() => _recorder.Dispose();

    [Fact]
    public async Task AStreamThatBeginsLateInALongLogIsInTheTraceOfItsJob()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system);
        for (int i = 0; i < 11; i++)
        {
            await AppendAsync(system, job, job.Metrics(1_000)); // a log of more than 10,000 events has no window from its start
        }

        var cursor = job.Last;
        await AppendAsync(system, job, job.Metrics(3));
        await AppendAsync(system, job, job.Done());
        using (var stream = await OpenAsync(system, job.Id, cursor))
        {
            Assert.Equal(4, (await stream.EventsAsync()).Count);
        }

        var span = await SpanAsync();
        Assert.Equal("00f067aa0ba902b7", span.ParentSpanId.ToHexString());
        Assert.Equal(
            ($"1-{cursor.Seq + 1}", $"1-{cursor.Seq + 4}", 4L, true, "completed"),
            (span.GetTagItem("event.first_id"), span.GetTagItem("event.last_id"), span.GetTagItem("event.count"), span.GetTagItem("stream.resumed"),
                span.GetTagItem("stream.end")));
    }

    [Fact]
    public async Task AStreamThatTheServersStopEndsSaysSo()
    {
        SseStream stream;
        await using (var system = await EmbeddedSystem.StartAsync())
        {
            var job = await StartAsync(system, isTraced: true);
            stream = await OpenAsync(system, job.Id, EventId.None);
            await stream.EventsAsync(e => e.Id == "0-1");
        }

        stream.Dispose();
        var span = await SpanAsync();
        Assert.Equal(("server_stopped", "0-1", 1L), (span.GetTagItem("stream.end"), span.GetTagItem("event.last_id"), span.GetTagItem("event.count")));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
    }

    [Fact]
    public async Task AStreamThatAnOperatorClosesSaysSo()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system, isTraced: true);
        using var stream = await OpenAsync(system, job.Id, EventId.None);
        await stream.EventsAsync(e => e.Id == "0-1");
        Assert.Single(system.Hub.ListOpen()).Watcher.Close();

        var span = await SpanAsync();
        Assert.Equal(("closed", "0-1"), (span.GetTagItem("stream.end"), span.GetTagItem("event.last_id")));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
    }

    [Fact]
    public async Task AStreamWhoseClientReadsNothingIsAnError()
    {
        await using var system = await EmbeddedSystem.StartAsync(("Api:StallTimeout", "00:00:00.500"));
        var job = await StartAsync(system, isTraced: true);
        using var client = await RawStream.SendAsync(new Uri(system.Http.BaseAddress!, $"/api/jobs/{job.Id}/stream"), receiveBuffer: 4096);
        await Logs.EventuallyAsync(() => Task.FromResult(system.Hub.ListOpen().Any(s => s.Events == 1)), "the stream has not caught up");
        string text = new('x', 500_000);
        for (int i = 0; i < 60 && _recorder.Named("stream").Count == 0; i++)
        {
            await AppendAsync(system, job, job.Next([new TokenEvent("t", text, i * text.Length)]));
        }

        var span = await SpanAsync();
        Assert.Equal(("stalled", "stalled"), (span.GetTagItem("stream.end"), span.GetTagItem("error.type")));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.InRange((long)span.GetTagItem("stream.largest_lag")!, 1, job.Seq);
    }

    [Fact]
    public async Task AStreamWhoseJobIsLostSaysSo()
    {
        await using var server = await RedisServer.StartAsync();
        await using var system = await EmbeddedSystem.StartAsync(
            ("ConnectionStrings:redis", $"127.0.0.1:{server.Port}"), ("Streaming:QuietPeriod", "00:00:00.200"), ("Api:Heartbeat", "00:00:00.300"));
        var job = await StartAsync(system, isTraced: true);
        using var stream = await OpenAsync(system, job.Id, EventId.None);
        await stream.EventsAsync(e => e.Id == "0-1");
        await server.SendAsync("FLUSHALL");

        Assert.Equal("gone", (await SpanAsync()).GetTagItem("stream.end"));
    }

    [Fact]
    public async Task AJobWithoutATraceHasNoStreamSpanWhenTheRequestHasNone()
    {
        await using (var system = await EmbeddedSystem.StartAsync())
        {
            var job = new TestJob();
            await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow) with { Traceparent = null }, default);
            using var stream = await OpenAsync(system, job.Id, EventId.None);
            await stream.EventsAsync(e => e.Id == "0-1");
        }

        Assert.Empty(_recorder.Spans);
    }

    private async Task<TestJob> StartAsync(EmbeddedSystem system, bool isTraced = false)
    {
        var job = new TestJob();
        var create = job.New(DateTimeOffset.UtcNow) with { Traceparent = _recorder.Request };
        await system.Store.CreateAsync(isTraced ? create with { First = [create.First[0] with { Traceparent = _recorder.Request }] } : create, default);
        job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        return job;
    }

    private static async Task AppendAsync(EmbeddedSystem system, TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }

    private static Task<SseStream> OpenAsync(EmbeddedSystem system, Guid jobId, EventId cursor)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{jobId}/stream");
        if (!cursor.IsNone)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", $"{cursor}");
        }

        return SseStream.OpenAsync(system.Http, request);
    }

    private async Task<Activity> SpanAsync()
    {
        await Logs.EventuallyAsync(() => Task.FromResult(_recorder.Named("stream").Count > 0), "no span of the stream");
        return Assert.Single(_recorder.Named("stream"));
    }
}
