using System.Net;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Every watcher sees the same log, at any time, at any replica and from any cursor.</summary>
[Collection(SharedSystem.Name)]
public sealed class WatchTests(RunningSystem system)
{
    [Fact]
    public async Task WatchersAtAnyTimeOnBothReplicasSeeTheSameBytes()
    {
        var id = await system.Apis[0].StartAsync(Work.Long.Request);
        var fromStart = system.Apis[1].ReadAsync(id);
        var hopping = ReadByHopsAsync(id);
        using var first = await system.Apis[0].WatchAsync(id);
        var events = await first.EventsAsync(Work.Items(10));
        int middle = events.Count;
        var fromMiddle = system.Apis[1].ReadAsync(id);
        var onFromMiddle = system.Apis[1].ReadAsync(id, events[^1].Id);
        events.AddRange(await first.EventsAsync());

        await Work.CheckAsync(Work.Long, events);
        WholeLog.Same(events, await fromStart);
        WholeLog.Same(events, await hopping);
        WholeLog.Same(events, await fromMiddle);
        WholeLog.Same(events.Skip(middle), await onFromMiddle);
        foreach (var api in system.Apis)
        {
            WholeLog.Same(events, await api.ReadAsync(id));
        }
    }

    [Fact]
    public async Task EveryCursorContinuesWithExactlyTheFollowingEvents()
    {
        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        var events = await system.Apis[1].ReadAsync(id);
        WholeLog.Check(events);
        foreach (var api in system.Apis)
        {
            for (int seen = 1; seen < events.Count; seen++)
            {
                WholeLog.Same(events.Skip(seen), await api.ReadAsync(id, lastEventId: events[seen - 1].Id));
                WholeLog.Same(events.Skip(seen), await api.ReadAsync(id, query: $"last_event_id={events[seen - 1].Id}"));
            }

            using var over = await api.WatchAsync(id, events[^1].Id);
            Assert.Equal(HttpStatusCode.NoContent, over.Response.StatusCode);
        }

        // A browser reconnects with its first URL: the header takes precedence over the URL.
        WholeLog.Same(events.Skip(4), await system.Apis[0].ReadAsync(id, events[3].Id, $"last_event_id={events[0].Id}"));
    }

    [Fact]
    public async Task TheSnapshotAtAnyCursorAndTheEventsAfterItFoldToTheFinalState()
    {
        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        var events = await system.Apis[0].ReadAsync(id);
        string whole = Json(WholeLog.Fold(id, events));
        for (int seen = 1; seen <= events.Count; seen++)
        {
            var (status, body) = await system.Apis[seen % 2].GetAsync($"/api/jobs/{id}/snapshot?at={events[seen - 1].Id}");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(Json(WholeLog.Fold(id, events.Take(seen))), body.GetRawText());
            Assert.Equal(whole, Json(GoOn(body.GetRawText(), events.Skip(seen))));
        }

        var (_, last) = await system.Apis[1].GetAsync($"/api/jobs/{id}/snapshot");
        Assert.Equal(whole, last.GetRawText());
    }

    [Fact]
    public async Task AStreamFromTheSnapshotInTheMiddleOfTheJobMissesNothing()
    {
        var id = await system.Apis[0].StartAsync(Work.Long.Request);
        using var first = await system.Apis[0].WatchAsync(id);
        var events = await first.EventsAsync(Work.Items(5));
        var late = await system.Apis[1].ReadAsync(id, query: "from=snapshot");
        events.AddRange(await first.EventsAsync());

        Assert.Equal(EventTypes.Snapshot, late[0].Name);
        var seen = EventId.Parse(late[0].Id);
        Assert.InRange(seen.Seq, 2, events.Count - 1);
        WholeLog.Same(events.Skip((int)seen.Seq), late.Skip(1));
        Assert.Equal(Json(WholeLog.Fold(id, events)), Json(GoOn(late[0].Data, late.Skip(1))));
    }

    [Fact]
    public async Task AFilteredStreamHasOnlyItsTypesAndTheEnd()
    {
        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        var all = await system.Apis[0].ReadAsync(id);
        var some = await system.Apis[1].ReadAsync(id, query: "types=metric_update,result");
        WholeLog.Same(all.Where(e => e.Name is EventTypes.MetricUpdate or EventTypes.Result or EventTypes.Done), some);
        Assert.Equal(8, some.Count);

        // Only done is left.
        var rest = await system.Apis[1].ReadAsync(id, some[^2].Id, "types=metric_update");
        WholeLog.Same(all[^1..], rest);
    }

    [Fact]
    public async Task RésuméTailoringShowsEveryKindOfEventOfItsSteps()
    {
        var (_, pipelines) = await system.Apis[0].GetAsync("/api/pipelines");
        var sample = pipelines.GetProperty("pipelines").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "resume-tailoring").GetProperty("sample");
        var (status, started) = await system.Apis[0].PostAsync("/api/pipeline/start", sample);
        Assert.Equal(HttpStatusCode.Accepted, status);
        using var stream = await SseStream.OpenAsync(
            system.Apis[1].Http, new HttpRequestMessage(HttpMethod.Get, started.GetProperty("stream_url").GetString()));
        var events = await stream.EventsAsync();
        WholeLog.Check(events);
        Assert.Equal("completed", WholeLog.Status(events));
        Assert.Empty(
            new[] { EventTypes.JobStatus, EventTypes.StepProgress, EventTypes.InsightEmitted, EventTypes.MetricUpdate, EventTypes.ValidationUpdate, EventTypes.DiffChunk, EventTypes.Result, EventTypes.Done }
                .Except(events.Select(e => e.Name!)));
    }

    /// <summary>Reads a few events, drops the connection, and continues at the other replica.</summary>
    private async Task<List<SseFrame>> ReadByHopsAsync(Guid id)
    {
        var events = new List<SseFrame>();
        for (int hop = 0; events.LastOrDefault()?.Name != EventTypes.Done; hop++)
        {
            int few = 1 + (hop % 4);
            using var stream = await system.Apis[hop % 2].WatchAsync(id, events.LastOrDefault()?.Id);
            events.AddRange(await stream.EventsAsync(e => --few == 0 || e.Name == EventTypes.Done));
        }

        return events;
    }

    private static JobSnapshot GoOn(string snapshot, IEnumerable<SseFrame> events)
    {
        var reducer = new SnapshotReducer(JsonSerializer.Deserialize(snapshot, EventJson.Wire.JobSnapshot)!);
        foreach (var e in events)
        {
            reducer.Apply(e.Event);
        }

        return reducer.ToSnapshot();
    }

    private static string Json(JobSnapshot snapshot) => JsonSerializer.Serialize(snapshot, EventJson.Wire.JobSnapshot);
}
