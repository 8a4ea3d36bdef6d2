using System.Text.Json;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Worker.Execution;

/// <summary>The metrics of jobs, measured in the real executor for a pipeline that only one test has.</summary>
public sealed class JobMetricsTests : IAsyncDisposable
{
    private readonly string _pipeline = $"p{Guid.NewGuid():N}";
    private readonly TestStore _store = TestStore.Memory(o => (o.Lease, o.MaxEventsPerJob) = (TimeSpan.FromMinutes(1), 100));
    private readonly MetricCapture _metrics;

    public JobMetricsTests() => _metrics = new MetricCapture("pipeline", _pipeline);

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task ACompletedJobIsStartedOnceEndedOnceAndAllItsEventsAreCounted()
    {
        var log = await Execution(job => StepAsync(job, "one")).RunOneAsync();

        Assert.Equal((1, 1), (_metrics.Sum("jobs.started"), _metrics.Sum("jobs.ended")));
        Assert.Equal(1, _metrics.Sum("jobs.ended", ("status", "completed")));
        Assert.Equal(0, _metrics.Count("jobs.ended", ("error.type", "")));
        Assert.Equal(log.Count - 1, _metrics.Sum("jobs.events.appended")); // the Api writes the first one
        Assert.Equal(1, _metrics.Count("jobs.queue.wait"));
        Assert.Equal(1, _metrics.Count("jobs.step.duration", ("step", "one"), ("outcome", "completed")));
        Assert.Equal(1, _metrics.Count("jobs.step.duration"));
    }

    [Fact]
    public async Task AFailedJobIsCountedByTheCodeOfItsError()
    {
        await Execution(_ => throw new PipelineException("over_limit", "Too much.")).RunOneAsync();

        Assert.Equal(1, _metrics.Sum("jobs.ended", ("status", "failed"), ("error.type", "over_limit")));
        Assert.Equal(1, _metrics.Sum("jobs.ended"));
    }

    [Fact]
    public async Task EachRetryAndEachTryOfAStepIsMeasured()
    {
        int tries = 0;
        var execution = Execution(job => StepAsync(job, "two", _ => ++tries < 3 ? throw new IOException("full") : Task.CompletedTask));
        execution.Options.StepRetries = 3;
        await execution.RunOneAsync();

        Assert.Equal(2, _metrics.Sum("jobs.retries"));
        Assert.Equal(2, _metrics.Count("jobs.step.duration", ("step", "two"), ("outcome", "failed")));
        Assert.Equal(1, _metrics.Count("jobs.step.duration", ("step", "two"), ("outcome", "completed")));
        Assert.Equal(1, _metrics.Sum("jobs.started"));
    }

    [Fact]
    public async Task AStepThatTakesTooLongIsTimedOut()
    {
        var execution = Execution(job => StepAsync(job, "one", step => Task.Delay(Timeout.Infinite, step.Cancellation)));
        execution.Options.StepDeadline = TimeSpan.FromMilliseconds(50);
        await execution.RunOneAsync();

        Assert.Equal(1, _metrics.Count("jobs.step.duration", ("outcome", "timed_out")));
        Assert.Equal(1, _metrics.Sum("jobs.ended", ("error.type", "step_timeout")));
    }

    [Fact]
    public async Task StepsThatAreNotDeclaredShareOneName()
    {
        await Execution(async job =>
        {
            await StepAsync(job, $"step {Guid.NewGuid()}");
            return await StepAsync(job, $"step {Guid.NewGuid()}");
        }).RunOneAsync();

        Assert.Equal(2, _metrics.Count("jobs.step.duration", ("step", "_OTHER")));
        Assert.Equal(2, _metrics.Count("jobs.step.duration"));
    }

    [Fact]
    public async Task ATakeoverIsCountedAndTheJobIsNotStartedAgain()
    {
        var execution = Execution(job => StepAsync(job, "one"));
        var id = await execution.StartAsync();
        await execution.ClaimAsync("lost");
        await _store.Jobs.BeginAttemptAsync(id, null, null, default); // and then the worker was lost
        await _store.PassAsync(TimeSpan.FromMinutes(2));
        await execution.ExecuteAsync(await execution.ClaimAsync("other"));

        Assert.Equal(1, _metrics.Sum("jobs.takeovers"));
        Assert.Equal(0, _metrics.Sum("jobs.started"));
        Assert.Equal(1, _metrics.Sum("jobs.ended", ("status", "completed")));
    }

    [Fact]
    public async Task AJobThatLosesItsWorkersIsCountedAsPoison()
    {
        var execution = Execution(_ => throw new InvalidOperationException("It must not run."));
        var id = await execution.StartAsync();
        await execution.ClaimAsync("lost");
        for (int i = 0; i < _store.Options.MaxAttempts; i++)
        {
            await _store.Jobs.BeginAttemptAsync(id, null, null, default);
        }

        await _store.PassAsync(TimeSpan.FromMinutes(2));
        await execution.ExecuteAsync(await execution.ClaimAsync("other"));

        Assert.Equal(1, _metrics.Sum("jobs.ended", ("status", "failed"), ("error.type", "poison")));
    }

    [Fact]
    public async Task TheAppendOfAnOlderAttemptIsCountedAsFenced()
    {
        var execution = Execution(job => StepAsync(job, "one", async step =>
        {
            await _store.Jobs.BeginAttemptAsync(job.JobId, null, null, default);
            await step.MetricAsync("refused", 1);
        }));
        await execution.RunOneAsync();

        Assert.Equal(1, _metrics.Sum("jobs.appends.refused", ("reason", "fenced")));
        Assert.Equal(1, _metrics.Sum("jobs.appends.refused"));
        Assert.Equal(1, _metrics.Count("jobs.step.duration", ("outcome", "refused")));
        Assert.Equal(0, _metrics.Sum("jobs.ended"));
    }

    [Fact]
    public async Task ARunningJobIsActiveAndShowsHowFullItsLogIs()
    {
        var seen = new List<(int Jobs, double Usage)>();
        TestExecution execution = null!;
        execution = Execution(job => StepAsync(job, "one", async step =>
        {
            for (int i = 0; i < 50; i++)
            {
                await step.MetricAsync($"m{i}", i);
            }

            await Logs.EventuallyAsync(() => Task.FromResult(execution.Running.LogUsage >= 0.5), "the log is not half full");
            seen.Add((Assert.Single(execution.Running.Count()).Jobs, execution.Running.LogUsage));
        }));
        var log = await execution.RunOneAsync();

        var (jobs, usage) = Assert.Single(seen);
        Assert.Equal(1, jobs);
        Assert.InRange(usage, 0.5, (double)log.Count / 100);
        Assert.Equal((0, 0.0), (Assert.Single(execution.Running.Count()).Jobs, execution.Running.LogUsage));
    }

    private TestExecution Execution(Func<JobContext, Task<JsonElement?>> run) => new(_store, run, _pipeline);

    private static async Task<JsonElement?> StepAsync(JobContext job, string name, Func<StepContext, Task>? work = null) =>
        await job.StepAsync(name, TestJson.Default.JsonElement, async step =>
        {
            await (work ?? (_ => Task.CompletedTask))(step);
            return JsonSerializer.SerializeToElement(1);
        });
}
