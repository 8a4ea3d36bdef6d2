using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>A job with more events than a log may hold.</summary>
[Collection(FewSlots.Name)]
public sealed class EventLimitTests(FewSlots system)
{
    /// <summary>Three or more events per item.</summary>
    private static readonly DiagnosticsWork Talkative = new(Items: 500, Rounds: 5_000, SealRounds: 1, Share: 25);

    [Fact]
    public async Task AJobWithTooManyEventsFailsClearlyAndAllWatchersSeeTheEnd()
    {
        var id = await system.Apis[0].StartAsync(Talkative.Request);
        var other = system.Apis[1].ReadAsync(id);
        using var stream = await system.Apis[0].WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(3));
        var resumed = system.Apis[1].ReadAsync(id, events[^1].Id);
        int seen = events.Count;
        events.AddRange(await stream.EventsAsync());

        WholeLog.Check(events);
        WholeLog.Same(events, await other);
        WholeLog.Same(events.Skip(seen), await resumed);
        WholeLog.Same(events, await system.Apis[1].ReadAsync(id));
        string[] ending = [EventTypes.JobError, EventTypes.JobStatus, EventTypes.Done];
        Assert.Equal(ending, events.TakeLast(ending.Length).Select(e => e.Name));
        Assert.InRange(events.Count, ending.Length + 3, FewSlots.EventLimit + ending.Length);
        var error = Assert.Single(events, e => e.Name == EventTypes.JobError).Json;
        Assert.Equal("too_many_events", error.GetProperty("code").GetString());
        Assert.Contains($"{FewSlots.EventLimit} events", error.GetProperty("message").GetString());
        Assert.Equal("failed", WholeLog.Status(events));
        Assert.Distinct(events.Where(Work.IsItem).Select(Work.ItemOf));

        var (_, job) = await system.Apis[1].GetAsync($"/api/jobs/{id}");
        Assert.Equal(("failed", events[^1].Id), (job.GetProperty("status").GetString(), job.GetProperty("last_event_id").GetString()));
        var (_, snapshot) = await system.Apis[0].GetAsync($"/api/jobs/{id}/snapshot");
        Assert.Equal("too_many_events", snapshot.GetProperty("error").GetProperty("code").GetString());

        // Jobs with fewer events are not affected.
        await Work.CheckAsync(Work.Short, await system.Apis[0].ReadAsync(await system.Apis[1].StartAsync(Work.Short.Request)));
    }
}
