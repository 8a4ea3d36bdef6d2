using System.Diagnostics;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Tests.Api.Sse;

public sealed class FanOutSpansTests : IAsyncLifetime
{
    private readonly SpanRecorder _recorder = new();
    private readonly TestStore _store = TestStore.Memory();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _recorder.Dispose();
        await _store.DisposeAsync();
    }

    [Theory]
    [InlineData(3600, 2)] // the first one and the last one
    [InlineData(0, 22)]
    public async Task ASpanIsRecordedOnceInAnIntervalAndForTheLastEvent(int seconds, int expected)
    {
        var job = new TestJob();
        await _store.Jobs.CreateAsync(job.New(DateTimeOffset.UtcNow) with { Traceparent = _recorder.Request }, default);
        var start = await _store.Jobs.BeginAttemptAsync(job.Id, null, null, default);
        await using var writer = new JobWriter(_store.Log, start!, TimeProvider.System, NullLogger.Instance);
        await using var stream = Follow(_store.Log, job.Id, new FanOutSpans(TimeSpan.FromSeconds(seconds), TimeProvider.System));
        using (StreamingDiagnostics.Activities.StartActivity("attempt", ActivityKind.Consumer, _recorder.Request))
        {
            for (int i = 0; i < 21; i++)
            {
                await writer.CommitAsync("", [new MetricUpdateEvent("m", i)], null, null, Logs.Deadline());
                await ReachesAsync(stream, i + 2);
            }

            await writer.CommitAsync("", [new DoneEvent(JobStatus.Completed)], null, JobStatus.Completed, Logs.Deadline());
        }

        await Logs.EventuallyAsync(() => Task.FromResult(_recorder.Named("fan-out").Count >= expected), "spans are missing");
        var spans = _recorder.Named("fan-out");
        Assert.Equal(expected, spans.Count);
        Assert.Equal("1-23", spans[^1].GetTagItem("event.last_id"));
        var appends = _recorder.Named("append").ToDictionary(append => append.GetTagItem("event.last_id")!);
        Assert.Equal(22, appends.Count);
        Assert.All(spans, span => Assert.Equal(appends[span.GetTagItem("event.last_id")!].SpanId, span.ParentSpanId));
    }

    [Fact]
    public async Task EventsFromBeforeTheFirstWatcherHaveNoSpan()
    {
        var job = new TestJob();
        await _store.Jobs.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        job.Attempt = (await _store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        var done = job.Done(); // its events are of 1970
        await job.AppendAsync(_store, done with { Events = [done.Events[0] with { Traceparent = _recorder.Request }] });
        await using var stream = Follow(_store.Log, job.Id, new FanOutSpans(TimeSpan.Zero, TimeProvider.System));
        await Logs.EventuallyAsync(() => Task.FromResult(stream.Ended), "the stream does not end");
        Assert.Empty(_recorder.Spans);
    }

    [Fact]
    public async Task TheReadsOfAStreamAreNotPartOfTheRequestOfItsFirstWatcher()
    {
        var log = new RequestLog(_store.Log);
        using var request = new Activity("GET").Start();
        await using var stream = Follow(log, Guid.NewGuid(), null);
        Assert.Null(await log.Reader.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Same(request, Activity.Current);
    }

    private static JobStream Follow(IJobLog log, Guid jobId, FanOutSpans? spans) => new(
        jobId, NativeDialect.Instance, EventId.None, log, () => 1 << 20, TimeSpan.Zero, TimeProvider.System, NullLogger.Instance, spans);

    private static Task ReachesAsync(JobStream stream, long seq) =>
        Logs.EventuallyAsync(() => Task.FromResult(stream.Frames.Current.Last.Seq >= seq), $"event {seq} does not come");

    /// <summary>Notes the span in which its reader is.</summary>
    private sealed class RequestLog(IJobLog log) : IJobLog
    {
        public TaskCompletionSource<Activity?> Reader { get; } = new();

        public Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken) => log.AppendAsync(append, cancellationToken);

        public Task<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken) =>
            log.ReadAsync(jobId, after, limit, cancellationToken);

        public IAsyncEnumerable<IReadOnlyList<JobEvent>> TailAsync(Guid jobId, EventId after, CancellationToken cancellationToken)
        {
            Reader.TrySetResult(Activity.Current);
            return log.TailAsync(jobId, after, cancellationToken);
        }
    }
}
