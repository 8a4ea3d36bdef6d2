using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Tests.Api.Ops;

public sealed class JobRequeuerTests : IAsyncLifetime
{
    private readonly TestStore _store = TestStore.Memory();
    private JobRequeuer _requeuer = null!;

    public Task InitializeAsync()
    {
        _requeuer = new JobRequeuer(_store.Jobs, _store.Log, _store.Queue, TimeProvider.System, NullLogger<JobRequeuer>.Instance);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [Fact]
    public async Task AWaitingJobGoesToTheEndOfTheQueueAndItsLogSaysSo()
    {
        var (first, second) = (await QueueAsync(), await QueueAsync());
        Assert.True(await _requeuer.RequeueAsync((await _store.Jobs.GetAsync(first, default))!));

        var last = EventEncoder.Decode((await _store.Log.ReadAsync(first, EventId.None, 10, default))[^1]);
        Assert.Equal((JobStatus.Queued, JobRequeuer.Message), last is JobStatusEvent status ? (status.Status, status.Message) : default);
        Assert.Equal([second, first], (await _store.Queue.ClaimAsync("a", 5, default)).Select(claim => claim.JobId));
        var start = (await _store.Jobs.BeginAttemptAsync(first, null, null, default))!;
        Assert.Equal((0, false), (start.Crashes, start.Interrupted)); // no worker was lost
    }

    [Fact]
    public async Task AJobThatAWorkerHasJustBegunStaysWithItsWorker()
    {
        var id = await QueueAsync();
        var seen = (await _store.Jobs.GetAsync(id, default))!;
        var claim = Assert.Single(await _store.Queue.ClaimAsync("a", 1, default));
        var start = (await _store.Jobs.BeginAttemptAsync(id, JobStatus.Queued, null, default))!;

        Assert.False(await _requeuer.RequeueAsync(seen));

        Assert.True(await _store.Queue.RenewAsync(claim, default));
        await using var writer = new JobWriter(_store.Log, start, TimeProvider.System, NullLogger.Instance);
        await writer.CommitAsync("", [new JobStatusEvent(JobStatus.Running)], null, JobStatus.Running, default); // its attempt is still the last
    }

    private async Task<Guid> QueueAsync()
    {
        var job = new TestJob();
        Assert.True(await _store.Jobs.CreateAsync(job.New(DateTimeOffset.UtcNow), default));
        await _store.Queue.EnqueueAsync(job.Id, default);
        return job.Id;
    }
}
