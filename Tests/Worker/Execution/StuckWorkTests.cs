using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Worker.Execution;

/// <summary>Code that ignores its token: its job ends without it, and its slot is lost.</summary>
public sealed class StuckWorkTests : IAsyncDisposable
{
    private readonly TestStore _store = TestStore.Memory(o => o.Lease = TimeSpan.FromMinutes(1));
    private readonly ManualResetEventSlim _end = new();
    private readonly ManualResetEventSlim _started = new();

    public async ValueTask DisposeAsync()
    {
        _end.Set();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task AStepThatBlocksItsThreadDelaysNoCancelAndItsSlotIsLostUntilItEnds()
    {
        var execution = Execution(async job => await job.StepAsync("one", TestJson.Default.JsonElement, step =>
        {
            Block();
            step.MetricAsync("late", 1).AsTask().Wait(); // refused: the job has ended
            return Task.FromResult(default(JsonElement));
        }));
        var id = await CancelAsync(execution);

        var log = await _store.Log.AllAsync(id);
        Assert.Equal(JobStatus.Canceled, Assert.Single(TestExecution.Of<DoneEvent>(log)).Status);
        await IsLostAsync(execution);

        _end.Set();
        await EventuallyAsync(() => Task.FromResult((execution.Slots.Taken, execution.Slots.Lost) == (0, 0)), "the slot is not free again");
        Assert.Equal(log.Count, (await _store.Log.AllAsync(id)).Count);
    }

    [Fact]
    public async Task AJobWhosePipelineBlocksBetweenItsStepsIsCanceledInANewAttempt()
    {
        var execution = Execution(_ =>
        {
            Block();
            return Task.FromResult<JsonElement?>(null);
        });
        var id = await CancelAsync(execution);

        var log = await _store.Log.AllAsync(id);
        Assert.Equal(JobStatus.Canceled, Assert.Single(TestExecution.Of<DoneEvent>(log)).Status);
        Assert.Equal([0, 1, 2], log.Select(e => e.Id.Attempt).Distinct());
        Assert.Equal(new QueueDepth(0, 0), await _store.Queue.MeasureAsync(default));
        await IsLostAsync(execution);
    }

    [Fact]
    public async Task AJobWhosePipelineBlocksFailsAtItsDeadline()
    {
        var execution = Execution(_ =>
        {
            Block();
            return Task.FromResult<JsonElement?>(null);
        });
        execution.Options.JobDeadline = TimeSpan.FromMilliseconds(500);
        var log = await execution.RunOneAsync();

        Assert.Equal("deadline_exceeded", Assert.Single(TestExecution.Of<JobErrorEvent>(log)).Code);
        Assert.Equal(JobStatus.Failed, Assert.Single(TestExecution.Of<DoneEvent>(log)).Status);
        await IsLostAsync(execution);
    }

    [Fact]
    public async Task APipelineThatStopsInTimeLosesNoSlotAndEndsInItsOwnAttempt()
    {
        var execution = Execution(async job =>
        {
            _started.Set();
            await Task.Delay(Timeout.Infinite, job.Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(100); // cleans up
            job.Cancellation.ThrowIfCancellationRequested();
            return null;
        });
        execution.Options.AbandonAfter = TimeSpan.FromSeconds(30);
        var log = await _store.Log.AllAsync(await CancelAsync(execution));

        Assert.Equal(JobStatus.Canceled, Assert.Single(TestExecution.Of<DoneEvent>(log)).Status);
        Assert.Equal([0, 1], log.Select(e => e.Id.Attempt).Distinct());
        Assert.Equal((0, 0), (execution.Slots.Taken, execution.Slots.Lost));
    }

    [Fact]
    public async Task ASilentStepIsReportedOnceAndSoIsItsNextEvent()
    {
        TestExecution execution = null!;
        execution = Execution(async job =>
        {
            await job.StepAsync("one", TestJson.Default.JsonElement, async step =>
            {
                await EventuallyAsync(async () => (await RunningAsync(job.JobId)).Count > 1, "the silence is not reported");
                await Task.Delay(5 * execution.Options.SilentAfter); // the report is no sign of life, and there is no second one
                Assert.Equal(2, (await RunningAsync(job.JobId)).Count);
                Assert.Equal([job.JobId], execution.Running.Silent);
                await step.MetricAsync("alive", 1);
                await EventuallyAsync(async () => (await RunningAsync(job.JobId)).Count > 2, "the sign of life is not reported");
                return default;
            });
            return null;
        });
        execution.Options.SilentAfter = TimeSpan.FromMilliseconds(200);
        var id = await execution.StartAsync();
        await execution.ExecuteAsync(await execution.ClaimAsync("a"));
        Assert.Empty(execution.Running.Silent);

        // On a slow machine the step may have become silent again.
        Assert.Equal([null, "Step 'one' has shown no sign of life for 0.2 s.", null], (await RunningAsync(id))[..3]);
    }

    private TestExecution Execution(Func<JobContext, Task<JsonElement?>> run)
    {
        var execution = new TestExecution(_store, run);
        (execution.Options.Concurrency, execution.Options.AbandonAfter) = (1, TimeSpan.FromMilliseconds(300));
        return execution;
    }

    private void Block()
    {
        _started.Set();
        _end.Wait();
    }

    /// <summary>Starts a job, cancels it in the middle, and waits until the worker has settled it.</summary>
    private async Task<Guid> CancelAsync(TestExecution execution)
    {
        var id = await execution.StartAsync();
        var executed = execution.ExecuteAsync(await execution.ClaimAsync("a"));
        await Task.Run(_started.Wait);
        Assert.Equal(CancelOutcome.Requested, await _store.Control.RequestCancelAsync(id, "enough", default));
        await executed;
        return id;
    }

    private static async Task IsLostAsync(TestExecution execution)
    {
        await EventuallyAsync(() => Task.FromResult(execution.Slots.AllLost), "the slot is not lost");
        Assert.Equal((1, 1), (execution.Slots.Taken, execution.Slots.Lost));
    }

    /// <summary>The messages of the status running, in order.</summary>
    private async Task<List<string?>> RunningAsync(Guid id) =>
        [.. TestExecution.Of<JobStatusEvent>(await _store.Log.AllAsync(id)).Where(s => s.Status == JobStatus.Running).Select(s => s.Message)];
}
