using System.Text.Json;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Worker.Execution;

/// <summary>What work has cost is kept with its result, and lost without one.</summary>
public sealed class WorkCostTests : IAsyncDisposable
{
    private static readonly JsonElement Output = JsonSerializer.SerializeToElement(1);

    private readonly string _pipeline = $"p{Guid.NewGuid():N}";
    private readonly TestStore _store = TestStore.Memory(o => o.Lease = TimeSpan.FromMinutes(1));
    private readonly MetricCapture _metrics;

    public WorkCostTests() => _metrics = new MetricCapture("pipeline", _pipeline);

    private double Kept => _metrics.Sum("jobs.cost", ("outcome", "kept"), ("step", "one"));

    private double Lost => _metrics.Sum("jobs.cost", ("outcome", "lost"), ("step", "one"));

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task AFailedTryLosesItsCostAndTheNextOneKeepsItsOwn()
    {
        int tries = 0;
        await RunAsync(async step =>
        {
            await Task.Yield();
            WorkCost.Add(++tries);
            if (tries < 3)
            {
                throw new IOException("full");
            }

            WorkCost.AddLost(10); // an answer that could not be used
        });
        Assert.Equal((3, 1 + 2 + 10), (Kept, Lost));
    }

    [Fact]
    public async Task AFinishedItemKeepsItsCostWhenAnotherItemFails()
    {
        int failures = 0;
        await RunAsync(step => step.ForEachAsync(
            [1, 2, 4],
            item => $"{item}",
            TestJson.Default.JsonElement,
            async (item, _) =>
            {
                await Task.Yield();
                WorkCost.Add(item);
                return item == 4 && failures++ == 0 ? throw new IOException("full") : Output;
            }));
        Assert.Equal((1 + 2 + 4, 4), (Kept, Lost));
    }

    [Fact]
    public async Task APartThatRunsOnceKeepsItsCostWhenItsStepFails()
    {
        int tries = 0;
        await RunAsync(async step =>
        {
            await step.OnceAsync("part", TestJson.Default.JsonElement, _ => PayAsync(5), _ => [new AspireStreaming.Streaming.Events.MetricUpdateEvent("m", 1)]);
            await PayAsync(1);
            if (++tries == 1)
            {
                throw new IOException("full");
            }
        });
        Assert.Equal((5 + 1, 1), (Kept, Lost));
    }

    private static async Task<JsonElement> PayAsync(double amount)
    {
        await Task.Yield();
        WorkCost.Add(amount);
        return Output;
    }

    private async Task RunAsync(Func<StepContext, Task> work)
    {
        var execution = new TestExecution(
            _store,
            async job => await job.StepAsync("one", TestJson.Default.JsonElement, async step =>
            {
                await work(step);
                return Output;
            }),
            _pipeline);
        execution.Options.StepRetries = 3;
        await execution.RunOneAsync();
    }
}
