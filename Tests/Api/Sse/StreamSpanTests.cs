using System.Diagnostics;
using AspireStreaming.Streaming;
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
