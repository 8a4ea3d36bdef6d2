using System.Text.Json;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Two worker processes with two slots each, and jobs of two callers.</summary>
[Collection(FewSlots.Name)]
public sealed class FairQueueTests(FewSlots system)
{
    [Fact]
    public async Task AJobStartsBeforeTheWaitingFloodOfAnotherCaller()
    {
        using var connection = await RedisServer.ConnectAsync(system.App.RedisConnectionString);
        await using var store = TestStore.Redis(connection, prefix: "");
        var (flooding, other) = (new JobOwner(null, "a"), new JobOwner(null, "b"));
        var running = await StartAsync(store, flooding, Work.Endless, FewSlots.SlotsPerWorker * system.App.Workers.Count);
        foreach (var id in running)
        {
            using var stream = await system.Apis[0].WatchAsync(id);
            await stream.EventsAsync(Work.IsHashing);
        }

        var flood = await StartAsync(store, flooding, Work.Short, 60);
        var job = Assert.Single(await StartAsync(store, other, Work.Short, 1));
        await system.Apis[0].PostAsync($"/api/jobs/{running[0]}/cancel");
        await Work.CheckAsync(Work.Short, await system.Apis[1].ReadAsync(job));

        var started = (await store.Jobs.GetAsync(job, default))!.StartedAt!.Value;
        foreach (var id in running.Skip(1))
        {
            await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
        }

        foreach (var id in flood)
        {
            WholeLog.Check(await system.Apis[0].ReadAsync(id));
            Assert.True((await store.Jobs.GetAsync(id, default))!.StartedAt >= started, $"job {id} of the flood started before");
        }
    }

    private static async Task<IReadOnlyList<Guid>> StartAsync(TestStore store, JobOwner owner, DiagnosticsWork work, int count)
    {
        var ids = new List<Guid>();
        for (int i = 0; i < count; i++)
        {
            var job = new TestJob(pipeline: "diagnostics");
            var input = new JobInput(JsonSerializer.SerializeToUtf8Bytes(work.Request), []);
            Assert.True(await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow(), input: input, owner: owner), default));
            await store.Queue.EnqueueAsync(job.Id, default);
            ids.Add(job.Id);
        }

        return ids;
    }
}
