using System.Net;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Workers that are lost in the middle of a job: for a time, repeatedly, or during a cancel.</summary>
[Collection(ShortLease.Name)]
public sealed class LostWorkerTests(ShortLease system)
{
    /// <summary>Many small items, so that a frozen worker has something to write at once when it resumes.</summary>
    private static readonly DiagnosticsWork Busy = new(Items: 1_500, Rounds: 1_000, SealRounds: 5_000, Share: 25);

    [Fact]
    public async Task AFrozenWorkerThatResumesWritesNothing()
    {
        var id = await system.Apis[0].StartAsync(Busy.Request);
        var other = system.Apis[1].ReadAsync(id);
        using var stream = await system.Apis[0].WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(5));
        var first = await system.WorkerAtWorkAsync(id);
        first.Pause();
        events.AddRange(await stream.EventsAsync(e => Work.IsItem(e) && e.Event.Id.Attempt == 2));
        var second = await system.WorkerAtWorkAsync(id);
        Assert.NotSame(first, second);
        second.Pause();

        // The first worker resumes while the second one holds the job and is frozen too. It may not continue, but may take the job over again.
        first.Resume();
        await GaveUpAsync(first, id);
        events.AddRange(await stream.EventsAsync());

        // The second worker resumes after the end of the job.
        second.Resume();
        await GaveUpAsync(second, id);
        await NothingIsQueuedAsync();
        Assert.Equal($"{events.Count}", await system.RedisAsync("XLEN", $"job:{{{id:D}}}:events"));
        await Work.CheckAsync(Busy, events);
        WholeLog.Same(events, await other);
        WholeLog.Same(events, await system.Apis[1].ReadAsync(id));
        Assert.Equal([0, 1, 2, 3], events.Select(e => e.Event.Id.Attempt).Distinct());
        Assert.All(Resets(events), e => Assert.Equal("worker_lost", e.Json.GetProperty("reason").GetString()));
        await system.App.WaitHealthyAsync(CancellationToken.None);
    }

    [Fact]
    public async Task AJobThatKillsItsWorkersIsFailedAsPoisonAndOthersGoOn()
    {
        const int mostAttempts = 3;
        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        var other = system.Apis[1].ReadAsync(id);
        using var stream = await system.Apis[0].WatchAsync(id);
        var events = new List<SseFrame>();
        for (int attempt = 1; attempt <= mostAttempts; attempt++)
        {
            events.AddRange(await stream.EventsAsync(e => Work.IsHashing(e) && e.Event.Id.Attempt == attempt));
            var worker = await system.WorkerAtWorkAsync(id);
            await worker.KillAsync();
            await worker.StartAsync();
            await Work.CheckAsync(Work.Short, await system.Apis[1].ReadAsync(await system.Apis[0].StartAsync(Work.Short.Request)));
        }

        events.AddRange(await stream.EventsAsync());
        WholeLog.Check(events);
        WholeLog.Same(events, await other);
        Assert.Equal("failed", WholeLog.Status(events));
        var error = Assert.Single(events, e => e.Name == EventTypes.JobError).Json;
        Assert.Equal(("poison", false), (error.GetProperty("code").GetString(), error.GetProperty("retryable").GetBoolean()));
        Assert.StartsWith($"{mostAttempts} workers in a row were lost", error.GetProperty("message").GetString());
        Assert.Equal(mostAttempts, Resets(events).Count());
        Assert.All(Resets(events), e => Assert.Equal("worker_lost", e.Json.GetProperty("reason").GetString()));
        Assert.DoesNotContain(events, e => Work.IsHashing(e) && e.Event.Id.Attempt > mostAttempts); // no further attempt began the work
        await NothingIsQueuedAsync();
        await system.App.WaitHealthyAsync(CancellationToken.None);
        await Work.CheckAsync(Work.Short, await system.Apis[0].ReadAsync(await system.Apis[1].StartAsync(Work.Short.Request)));
    }

    [Fact]
    public async Task ACancelWhileTheOnlyWorkerIsDeadEndsTheJobWhenAWorkerStarts()
    {
        var spare = system.App.Workers[0];
        await spare.StopAsync();
        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        var other = system.Apis[1].ReadAsync(id);
        using var stream = await system.Apis[0].WatchAsync(id);
        var events = await stream.EventsAsync(Work.IsHashing);
        var worker = await system.WorkerAtWorkAsync(id);
        await worker.KillAsync();

        foreach (var api in system.Apis)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await api.PostAsync($"/api/jobs/{id}/cancel")).Status);
        }

        // Only the lease shows whether the worker still lives: so the request is kept, and the job stays running.
        var (_, job) = await system.Apis[1].GetAsync($"/api/jobs/{id}");
        Assert.Equal("running", job.GetProperty("status").GetString());
        await spare.StartAsync();
        events.AddRange(await stream.EventsAsync());

        WholeLog.Check(events);
        WholeLog.Same(events, await other);
        Assert.Equal("canceled", WholeLog.Status(events));
        Assert.DoesNotContain(events, e => Work.IsHashing(e) && e.Event.Id.Attempt > 1);
        await NothingIsQueuedAsync();
        await system.App.WaitHealthyAsync(CancellationToken.None);
        WholeLog.Same(events, await system.Apis[0].ReadAsync(id));
    }

    private static IEnumerable<SseFrame> Resets(IEnumerable<SseFrame> events) => events.Where(e => e.Name == EventTypes.AttemptReset);

    private static Task GaveUpAsync(RunningProcess worker, Guid id) => Logs.EventuallyAsync(
        () => Task.FromResult(worker.Output.Any(line => line.Contains($"Job {id} is another worker's by now", StringComparison.Ordinal))),
        $"{worker.Name} did not notice that job {id} is not its own");

    private Task NothingIsQueuedAsync() => Logs.EventuallyAsync(
        async () => await system.RedisAsync("XLEN", "jobs:queue") == "0", "something is left in the queue");
}
