using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
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
        _requeuer = Requeuer(_store.Log);
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

    /// <summary>The worker sees the fence before the operator has written anything.</summary>
    [Fact]
    public async Task ARunningJobIsNotHandedBackByItsWorkerMeanwhile()
    {
        var id = await QueueAsync();
        var claim = await BeginAsync(id, "a");
        using var hold = new ClaimHold(claim, _store.Queue, _store.Control, TimeSpan.FromMinutes(1), NullLogger.Instance);
        ExecutionOutcome? outcome = null;
        var requeuer = Requeuer(new ObservedLog(_store.Log, async () =>
        {
            outcome = await hold.GiveWayAsync(default);
            if (outcome == ExecutionOutcome.HandedBack)
            {
                await _store.Queue.AbandonAsync(claim, default);
                await BeginAsync(id, "b");
            }
        }));

        Assert.True(await requeuer.RequeueAsync((await _store.Jobs.GetAsync(id, default))!));
        Assert.Equal(ExecutionOutcome.Lost, outcome);
        var log = await _store.Log.ReadAsync(id, EventId.None, 10, default);
        Assert.Equal((2, JobRequeuer.Message), EventEncoder.Decode(log[^1]) is JobStatusEvent status ? (log[^1].Id.Attempt, status.Message) : default);
        Assert.Equal(id, Assert.Single(await _store.Queue.ClaimAsync("b", 5, default)).JobId);
    }

    [Fact]
    public async Task AJobWhoseWorkerBeganAnotherAttemptMeanwhileIsStillInTheQueue()
    {
        var id = await QueueAsync();
        var claim = await BeginAsync(id, "a");
        var seen = (await _store.Jobs.GetAsync(id, default))!;
        await _store.Jobs.BeginAttemptAsync(id, null, seen.Attempt, default); // a step is tried again

        Assert.False(await _requeuer.RequeueAsync(seen));
        Assert.False(await _store.Queue.RenewAsync(claim, default));
        Assert.Equal(id, Assert.Single(await _store.Queue.ClaimAsync("b", 5, default)).JobId);
    }

    private async Task<QueueClaim> BeginAsync(Guid id, string worker)
    {
        var claim = Assert.Single(await _store.Queue.ClaimAsync(worker, 1, default));
        var start = (await _store.Jobs.BeginAttemptAsync(id, null, null, default))!;
        await using var writer = new JobWriter(_store.Log, start, TimeProvider.System, NullLogger.Instance);
        await writer.CommitAsync("", [new JobStatusEvent(JobStatus.Running)], null, JobStatus.Running, default);
        return claim;
    }

    private JobRequeuer Requeuer(IJobLog log) => new(_store.Jobs, log, _store.Queue, TimeProvider.System, NullLogger<JobRequeuer>.Instance);

    private async Task<Guid> QueueAsync()
    {
        var job = new TestJob();
        Assert.True(await _store.Jobs.CreateAsync(job.New(DateTimeOffset.UtcNow), default));
        await _store.Queue.EnqueueAsync(job.Id, default);
        return job.Id;
    }

    /// <summary>A log in which something happens before each append.</summary>
    private sealed class ObservedLog(IJobLog log, Func<Task> before) : IJobLog
    {
        public async Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken)
        {
            await before();
            return await log.AppendAsync(append, cancellationToken);
        }

        public Task<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken) =>
            log.ReadAsync(jobId, after, limit, cancellationToken);

        public IAsyncEnumerable<IReadOnlyList<JobEvent>> TailAsync(Guid jobId, EventId after, CancellationToken cancellationToken) =>
            log.TailAsync(jobId, after, cancellationToken);
    }
}
