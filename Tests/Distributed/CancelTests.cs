using System.Net;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

[Collection(SharedSystem.Name)]
public sealed class CancelTests(RunningSystem system)
{
    [Fact]
    public async Task CancelStopsTheRunningStepAndEndsTheJob()
    {
        var id = await system.Apis[0].StartAsync((Work.Endless with { Parallel = 2 }).Request);
        using var stream = await system.Apis[0].WatchAsync(id);
        var events = await stream.EventsAsync(Work.IsHashing);
        await LoggedAsync($"Job {id} begins to hash item-0"); // the step starts before its items: a cancel in between would find no running item
        await LoggedAsync($"Job {id} begins to hash item-1");
        Assert.Equal(HttpStatusCode.Accepted, (await system.Apis[1].PostAsync($"/api/jobs/{id}/cancel")).Status);
        events.AddRange(await stream.EventsAsync());
        WholeLog.Check(events);
        Assert.Equal("canceled", WholeLog.Status(events));

        // The work itself has ended: only its token could stop it.
        await LoggedAsync($"Job {id} was told to stop and stopped hashing item-0");
        await LoggedAsync($"Job {id} was told to stop and stopped hashing item-1");

        var (status, answer) = await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
        Assert.Equal((HttpStatusCode.OK, "already_ended"), (status, answer.GetProperty("status").GetString()));
        WholeLog.Same(events, await system.Apis[1].ReadAsync(id));
        var (_, job) = await system.Apis[1].GetAsync($"/api/jobs/{id}");
        Assert.Equal(("canceled", events[^1].Id), (job.GetProperty("status").GetString(), job.GetProperty("last_event_id").GetString()));
    }

    [Fact]
    public async Task ManyCancelsEndTheJobOnce()
    {
        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        var events = system.Apis[1].ReadAsync(id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => system.Apis[i % 2].PostAsync($"/api/jobs/{id}/cancel")));
        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.Accepted or HttpStatusCode.OK, $"{a.Status} {a.Body}"));
        WholeLog.Check(await events);
        Assert.Equal("canceled", WholeLog.Status(await events));
    }

    [Fact]
    public async Task CancelOfACompletedJobChangesNothing()
    {
        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        var events = await system.Apis[0].ReadAsync(id);
        var (status, answer) = await system.Apis[1].PostAsync($"/api/jobs/{id}/cancel");
        Assert.Equal((HttpStatusCode.OK, "already_ended"), (status, answer.GetProperty("status").GetString()));
        WholeLog.Same(events, await system.Apis[1].ReadAsync(id));
        Assert.Equal(HttpStatusCode.NotFound, (await system.Apis[1].PostAsync($"/api/jobs/{Guid.NewGuid()}/cancel")).Status);
    }

    private async Task LoggedAsync(string line)
    {
        for (int left = 600; !system.App.Log.Any(said => said.Contains(line, StringComparison.Ordinal)); left--)
        {
            Assert.True(left > 0, $"no worker said: {line}");
            await Task.Delay(100);
        }
    }
}
