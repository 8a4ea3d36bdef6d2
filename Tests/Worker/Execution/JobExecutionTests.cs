using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using AspireStreaming.Streaming.Execution;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Worker.Execution;

/// <summary>The outcome of a job when its pipeline, its store or another worker misbehaves.</summary>
public sealed class JobExecutionTests : IAsyncDisposable
{
    private static readonly JsonElement Output = JsonSerializer.SerializeToElement(1);

    private readonly TestStore _store = TestStore.Memory(o => o.Lease = TimeSpan.FromMinutes(1));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task ADefectBetweenTheStepsFailsTheJobAtOnceAndRevealsNoSecret()
    {
        var log = await new TestExecution(_store, async job =>
        {
            await StepAsync(job, "one", _ => Task.CompletedTask);
            throw new InvalidOperationException("password=hunter2");
        }).RunOneAsync();

        var error = Assert.Single(TestExecution.Of<JobErrorEvent>(log));
        Assert.Equal(("internal_error", false), (error.Code, error.Retryable));
        Assert.Equal(JobStatus.Failed, Assert.Single(TestExecution.Of<DoneEvent>(log)).Status);
        Assert.DoesNotContain(log, e => Encoding.UTF8.GetString(e.Data.Span).Contains("hunter2", StringComparison.Ordinal));
        Assert.Equal(new QueueDepth(0, 0), await _store.Queue.MeasureAsync(default));
    }

    /// <summary>Two versions of a worker claim from one queue, and only one has the pipeline.</summary>
    [Fact]
    public async Task AJobWhosePipelineOnlyAnotherWorkerHasIsPassedOnToIt()
    {
        var mine = new TestExecution(_store, _ => Task.FromResult<JsonElement?>(null));
        var theirs = new TestExecution(_store, _ => Task.FromResult<JsonElement?>(Output), "new-one");
        var at = _store.Time.GetUtcNow();
        await _store.Nodes.BeatAsync(new NodeInfo("theirs", "worker", "host", 1, at, at, [], 0, ["new-one"]), TimeSpan.FromMinutes(1), default);
        var id = await theirs.StartAsync();
        await mine.ExecuteAsync(await mine.ClaimAsync("mine"));
        Assert.Equal(JobStatus.Queued, (await _store.Jobs.GetAsync(id, default))!.Status);
        await theirs.ExecuteAsync(await theirs.ClaimAsync("theirs"));
        Assert.Equal(JobStatus.Completed, Assert.Single(TestExecution.Of<DoneEvent>(await _store.Log.AllAsync(id))).Status);

        await _store.Nodes.RemoveAsync("theirs", default); // now nobody has it
        id = await theirs.StartAsync();
        await mine.ExecuteAsync(await mine.ClaimAsync("mine"));
        Assert.Equal("unknown_pipeline", Assert.Single(TestExecution.Of<JobErrorEvent>(await _store.Log.AllAsync(id))).Code);
        Assert.Equal(new QueueDepth(0, 0), await _store.Queue.MeasureAsync(default));
    }

    [Fact]
    public async Task AnUnreadableOutputIsADefect()
    {
        int runs = 0;
        var execution = new TestExecution(_store, async job =>
        {
            runs++;
            await StepAsync(job, "one", _ => Task.CompletedTask);
            return JsonSerializer.Deserialize<JsonElement>("not JSON"u8);
        });
        var log = await execution.RunOneAsync();
        Assert.Equal("internal_error", Assert.Single(TestExecution.Of<JobErrorEvent>(log)).Code);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task ATimeoutWithinAStepFailsTheStepAndItIsTriedAgain()
    {
        int tries = 0;
        var execution = new TestExecution(_store, async job =>
        {
            await StepAsync(job, "one", _ => ++tries < 3 ? throw new TaskCanceledException("a request took too long") : Task.CompletedTask);
            return null;
        });
        execution.Options.StepRetries = 2;
        var log = await execution.RunOneAsync();
        Assert.Equal(3, tries);
        Assert.Equal(JobStatus.Completed, Assert.Single(TestExecution.Of<DoneEvent>(log)).Status);
        Assert.Equal(2, TestExecution.Of<AttemptResetEvent>(log).Count(e => e.Reason == "step_failed"));
        Assert.Equal(2, TestExecution.Of<JobStatusEvent>(log).Count(e => e.Status == JobStatus.Retrying));
    }

    [Fact]
    public async Task AFailingStepIsTriedAgainWithGrowingDelaysThenTheJobFailsWithItsReason()
    {
        var began = new List<long>();
        var execution = new TestExecution(_store, async job =>
        {
            await StepAsync(job, "one", async step =>
            {
                began.Add(TimeProvider.System.GetTimestamp());
                await step.MetricAsync($"try_{began.Count}", 1);
                throw new IOException($"disk {began.Count} is full");
            });
            return null;
        });
        execution.Options.StepRetries = 3;
        execution.Options.RetryDelay = TimeSpan.FromMilliseconds(40);
        var log = await execution.RunOneAsync();

        Assert.Equal(4, began.Count);
        var retries = TestExecution.Of<JobStatusEvent>(log).Where(e => e.Status == JobStatus.Retrying).Select(e => e.Message!).ToList();
        Assert.Equal(3, retries.Count);
        Assert.All(retries, (message, i) => Assert.Contains($"disk {i + 1} is full", message, StringComparison.Ordinal));
        var error = Assert.Single(TestExecution.Of<JobErrorEvent>(log));
        Assert.Equal("step_failed", error.Code);
        Assert.Contains("disk 4 is full", error.Message, StringComparison.Ordinal);
        var state = SnapshotReducer.Fold(Guid.Empty, log);
        Assert.Equal(["try_4"], state.Metrics.Select(m => m.Name)); // the metrics of the earlier tries are void
        Assert.Equal(StepStatus.Failed, state.Steps.Single(s => s.Step == "one").Status);
    }

    [Fact]
    public async Task AShortOutageOfTheStoreIsNoCrash()
    {
        var execution = new TestExecution(_store, async job =>
        {
            await StepAsync(job, "one", _ => Task.CompletedTask);
            return null;
        });
        var log = await execution.RunOneAsync(new FailingStore(_store.Jobs, failures: 3));
        Assert.Equal(JobStatus.Completed, Assert.Single(TestExecution.Of<DoneEvent>(log)).Status);
        Assert.All(log, e => Assert.InRange(e.Id.Attempt, 0, 1));
    }

    [Fact]
    public async Task ACancelBeforeTheAttemptIsOpenedEndsTheJob()
    {
        var execution = new TestExecution(_store, _ => throw new InvalidOperationException("It must not run."));
        var id = await execution.StartAsync();
        var claim = await execution.ClaimAsync("a");
        await execution.ExecuteAsync(claim, new FailingStore(_store.Jobs, failures: 0)
        {
            BeforeCheckpoints = async cancellationToken =>
            {
                await _store.Control.RequestCancelAsync(id, "enough", default);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
        });
        var log = await _store.Log.AllAsync(id);
        Assert.Equal(JobStatus.Canceled, Assert.Single(TestExecution.Of<DoneEvent>(log)).Status);
        Assert.Equal(new QueueDepth(0, 0), await _store.Queue.MeasureAsync(default));
    }

    [Fact]
    public async Task TwoClaimsOfOneJobDontTakeItFromEachOtherForEver()
    {
        int runs = 0;
        var execution = new TestExecution(_store, async job =>
        {
            int run = Interlocked.Increment(ref runs);
            await StepAsync(job, "one", async step =>
            {
                for (int i = 0; i < 20; i++) // long enough for the second claim to start
                {
                    await step.MetricAsync("run", run);
                    await Task.Delay(20, step.Cancellation);
                }
            });
            return null;
        });
        var id = await execution.StartAsync();
        var first = await execution.ClaimAsync("a");
        await _store.Queue.EnqueueAsync(id, default);
        var twin = await execution.ClaimAsync("b") with { TakenOver = true }; // the claim of a worker that did not notice the double
        var one = execution.ExecuteAsync(first);
        await EventuallyAsync(async () => (await _store.Log.AllAsync(id)).Any(e => e.Type == EventTypes.MetricUpdate), "it didn't begin");
        await execution.ExecuteAsync(twin);
        await one;
        while (await _store.Queue.ClaimAsync("c", 1, default) is [var next])
        {
            await execution.ExecuteAsync(next);
        }

        var log = await _store.Log.AllAsync(id);
        Assert.Equal(JobStatus.Completed, Assert.Single(TestExecution.Of<DoneEvent>(log)).Status);
        Assert.InRange(runs, 2, 3);
        Assert.Equal(new QueueDepth(0, 0), await _store.Queue.MeasureAsync(default));
    }

    [Fact]
    public async Task AClockThatWasSetBackDoesNotChangeTheTimeOfAJob()
    {
        var execution = new TestExecution(_store, async job =>
        {
            await StepAsync(job, "one", _ => Task.CompletedTask);
            return null;
        });
        var job = new TestJob();
        Assert.True(await _store.Jobs.CreateAsync(job.New(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(60)), default));
        await _store.Queue.EnqueueAsync(job.Id, default);
        await execution.ExecuteAsync(await execution.ClaimAsync("a"));
        Assert.Equal(JobStatus.Completed, Assert.Single(TestExecution.Of<DoneEvent>(await _store.Log.AllAsync(job.Id))).Status);
    }

    private static Task<JsonElement> StepAsync(JobContext job, string name, Func<StepContext, Task> work) =>
        job.StepAsync(name, TestJson.Default.JsonElement, async step =>
        {
            await work(step);
            return Output;
        });
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class TestJson : System.Text.Json.Serialization.JsonSerializerContext;
