using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AspireStreaming.Tests.Api;

/// <summary>Queued jobs, with and without a worker that could execute them.</summary>
public sealed class WaitingJobsTests : IAsyncDisposable
{
    private readonly TestStore _store = TestStore.Memory();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task AJobWithoutALiveWorkerIsReportedOnceByAllApis()
    {
        await BeatAsync("worker-1", "other");
        await BeatAsync("api-1");
        var job = await StartAsync();
        using var one = Api();
        using var other = Api();
        await one.LookAsync(default);
        Assert.Single(await _store.Log.AllAsync(job.Id)); // too new

        await _store.PassAsync(TimeSpan.FromSeconds(3));
        await one.LookAsync(default);
        await one.LookAsync(default);
        await other.LookAsync(default);
        var log = await _store.Log.AllAsync(job.Id);
        Assert.Equal(["0-1", "0-2"], log.Select(e => e.Id.ToString()));
        var report = Assert.IsType<JobStatusEvent>(EventEncoder.Decode(log[1]));
        Assert.Equal((JobStatus.Queued, WaitingJobs.Message), (report.Status, report.Message));

        // The report is a part of the log: the worker continues after it, with the right digest.
        var start = await _store.Jobs.BeginAttemptAsync(job.Id, JobStatus.Queued, null, default);
        Assert.Equal((1, 2L), (start!.Attempt, start.Seq));
        Assert.Equal(log.Aggregate(Array.Empty<byte>(), (digest, e) => LogDigest.Next(digest, e.Data.Span)), start.Digest);
    }

    [Fact]
    public async Task AJobThatItsLastWorkerHandedBackIsReportedInItsLastAttempt()
    {
        var job = await StartAsync();
        job.Attempt = (await _store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        await job.AppendAsync(_store, job.Next([new JobStatusEvent(JobStatus.Queued, "The worker is shutting down.")], JobStatus.Queued));
        await _store.PassAsync(TimeSpan.FromSeconds(3));
        using var api = Api();
        await api.LookAsync(default);
        await api.LookAsync(default);

        var log = await _store.Log.AllAsync(job.Id);
        Assert.Equal(["0-1", "1-2", "1-3"], log.Select(e => e.Id.ToString()));
        Assert.Equal(WaitingJobs.Message, Assert.IsType<JobStatusEvent>(EventEncoder.Decode(log[2])).Message);
    }

    [Fact]
    public async Task AJobWhoseWorkersAreBusyOrWhoseWorkerHasBegunIsNotReported()
    {
        await BeatAsync("worker-1", "test");
        var waiting = await StartAsync();
        await _store.PassAsync(TimeSpan.FromSeconds(3));
        using var api = Api();
        await api.LookAsync(default);
        Assert.Single(await _store.Log.AllAsync(waiting.Id));

        await _store.Nodes.RemoveAsync("worker-1", default);
        Assert.NotNull(await _store.Jobs.BeginAttemptAsync(waiting.Id, JobStatus.Queued, null, default));
        await api.LookAsync(default);
        Assert.Single(await _store.Log.AllAsync(waiting.Id));
    }

    [Fact]
    public async Task TheReportHasItsSpanInTheTraceOfTheJob()
    {
        using var recorder = new SpanRecorder();
        var job = new TestJob();
        Assert.True(await _store.Jobs.CreateAsync(job.New(_store.Time.GetUtcNow()) with { Traceparent = recorder.Request }, default));
        await _store.Queue.EnqueueAsync(job.Id, default);
        await _store.PassAsync(TimeSpan.FromSeconds(3));
        using var api = Api();
        await api.LookAsync(default);

        var span = Assert.Single(recorder.Spans);
        Assert.Equal((TraceNames.Append, recorder.Request), (span.DisplayName, span.ParentId));
        Assert.Equal(("0-2", $"{job.Id:D}"), (span.GetTagItem(TraceNames.LastEvent), span.GetTagItem(TraceNames.JobId)));
        Assert.Equal(span.Id, (await _store.Log.AllAsync(job.Id))[^1].Traceparent);
    }

    [Fact]
    public async Task AnErrorThatNobodyExpectsEndsNoProcess()
    {
        var log = new Warnings();
        using var api = new WaitingJobs(_store.Jobs, _store.Log, null!, _store.Nodes, _store.Time, log); // each look fails
        await api.StartAsync(default);
        for (int looks = 1; looks <= 2; looks++)
        {
            await Logs.EventuallyAsync(
                async () =>
                {
                    await _store.PassAsync(TimeSpan.FromSeconds(3));
                    return log.Count >= looks || api.ExecuteTask!.IsCompleted;
                },
                "it never looks");
            Assert.False(api.ExecuteTask!.IsCompleted, $"{api.ExecuteTask.Exception}"); // the host ends when it does
        }

        await api.StopAsync(default);
    }

    private WaitingJobs Api() => new(_store.Jobs, _store.Log, _store.Queue, _store.Nodes, _store.Time, NullLogger<WaitingJobs>.Instance);

    private async Task<TestJob> StartAsync()
    {
        var job = new TestJob();
        Assert.True(await _store.Jobs.CreateAsync(job.New(_store.Time.GetUtcNow()), default));
        await _store.Queue.EnqueueAsync(job.Id, default);
        return job;
    }

    private Task BeatAsync(string node, params string[] pipelines) => _store.Nodes.BeatAsync(
        new NodeInfo(node, "any", "host", 1, _store.Time.GetUtcNow(), _store.Time.GetUtcNow(), [], 0, pipelines), TimeSpan.FromMinutes(1), default);

    private sealed class Warnings : ILogger<WaitingJobs>
    {
        private int _count;

        public int Count => _count;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Interlocked.Increment(ref _count);
            }
        }
    }
}
