using System.Net;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Stopped or missing workers. The lease is much longer than the test: no job is taken over.</summary>
[Collection(RestartedSystem.Name)]
public sealed class WorkerStopTests(RunningSystem system)
{
    [Fact]
    public async Task AStoppedWorkerHandsItsJobBackAtOnce()
    {
        var id = await system.Apis[0].StartAsync(Work.Long.Request);
        using var stream = await system.Apis[1].WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(5));
        var worker = await system.WorkerAtWorkAsync();
        await worker.StopAsync();
        events.AddRange(await stream.EventsAsync());

        Assert.Equal(0, worker.ExitCode);
        await Work.CheckAsync(Work.Long, events);
        var reset = Assert.Single(events, e => e.Name == EventTypes.AttemptReset);
        Assert.Equal("handed_back", reset.Json.GetProperty("reason").GetString());
        var finished = events.TakeWhile(e => e != reset).Where(Work.IsItem).Select(Work.ItemOf).ToHashSet();
        Assert.DoesNotContain(events.SkipWhile(e => e != reset), e => finished.Contains(Work.ItemOf(e)));
        await system.App.WaitHealthyAsync(CancellationToken.None);
    }

    [Fact]
    public async Task WithoutWorkersAJobWaitsAndCanBeCanceled()
    {
        foreach (var worker in system.App.Workers)
        {
            await worker.StopAsync();
        }

        var waiting = await system.Apis[0].StartAsync(Work.Short.Request);
        using var watcher = await system.Apis[1].WatchAsync(waiting);
        var unwanted = await system.Apis[0].StartAsync(Work.Short.Request);
        using var stream = await system.Apis[1].WatchAsync(unwanted);
        Assert.Equal(HttpStatusCode.Accepted, (await system.Apis[1].PostAsync($"/api/jobs/{unwanted}/cancel")).Status);
        var events = await stream.EventsAsync();
        WholeLog.Check(events);
        Assert.Equal("canceled", WholeLog.Status(events));

        var seen = await watcher.EventsAsync(e => e.Data.Contains("No worker takes this job now.", StringComparison.Ordinal));
        Assert.Equal(["0-1", "0-2"], seen.Select(e => e.Id));

        await system.App.WaitHealthyAsync(CancellationToken.None);
        seen.AddRange(await watcher.EventsAsync());
        await Work.CheckAsync(Work.Short, seen);
        WholeLog.Same(seen, await system.Apis[0].ReadAsync(waiting));
        WholeLog.Same(events, await system.Apis[0].ReadAsync(unwanted));
    }
}
