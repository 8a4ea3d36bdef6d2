using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Worker.Execution;

/// <summary>The log tells which worker ran a job, what each item took, and which calls to models it made.</summary>
public sealed class WorkDoneTests
{
    private static readonly JsonElement Output = JsonSerializer.SerializeToElement(1);

    [Fact]
    public async Task EachItemAndStepTellsItsTimeAndItsCallsOnce()
    {
        await using var store = TestStore.Memory(o => o.Lease = TimeSpan.FromMinutes(1));
        var execution = new TestExecution(store, async job =>
        {
            await job.StepAsync("items", TestJson.Default.JsonElement, async step =>
            {
                await step.ForEachAsync(["a", "b"], item => item, TestJson.Default.JsonElement, (item, _) => AskAsync(item, item == "a" ? 2 : 0));
                return Output;
            });
            await job.StepAsync("parts", TestJson.Default.JsonElement, async step =>
            {
                await step.OnceAsync("part", TestJson.Default.JsonElement, _ => AskAsync("part", 1), _ => [new MetricUpdateEvent("m", 1)]);
                return await AskAsync("step", 1);
            });
            return await job.StepAsync("idle", TestJson.Default.JsonElement, _ => AskAsync("", 0));
        });
        var log = await execution.RunOneAsync();

        Assert.Equal(execution.Node.Id, TestExecution.Of<JobStatusEvent>(log).Single(e => e.Status == JobStatus.Running).Worker);
        var done = TestExecution.Of<StepProgressEvent>(log).Where(e => e.Work is not null).Select(e => (e.Step, Work: e.Work!)).ToList();
        Assert.Equal(
            ["items a a-0,a-1", "items b ", "parts  part-0,step-0"],
            done.Select(e => $"{e.Step} {e.Work.Item} {string.Join(',', (e.Work.Calls ?? []).Select(call => call.Model))}"));
        Assert.All(done, e => Assert.InRange(e.Work.Ms, 0, 60_000));
        Assert.Equal((10, 5, 0.25, null), done[0].Work.Calls!.Select(call => (call.InputTokens, call.OutputTokens, call.Cost, call.Error)).First());

        // A snapshot is the state of the job, and not its history.
        var snapshot = SnapshotReducer.Fold(Guid.NewGuid(), log);
        Assert.All(snapshot.Steps, step => Assert.Null(step.Work));
    }

    private static async Task<JsonElement> AskAsync(string name, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            await Task.Yield();
            WorkCost.AddCall(new ModelUse($"{name}-{i}", DateTimeOffset.UnixEpoch, 3, 10, 5, 0.25));
        }

        return Output;
    }
}
