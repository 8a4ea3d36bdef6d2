using System.Net;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>An operator takes a job from its worker. The lease is the usual one: a busy machine would lose a short one on the way.</summary>
[Collection(SharedSystem.Name)]
public sealed class RequeueTests(RunningSystem system)
{
    [Fact]
    public async Task ARequeuedJobGoesOnInANewAttemptWithItsFinishedItems()
    {
        var work = Work.Long with { Rounds = 4 * Work.Long.Rounds }; // it must not end between the fifth item and the request
        var id = await system.Apis[0].StartAsync(work.Request);
        using var stream = await system.Apis[0].WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(5));
        var (status, answer) = await system.Apis[1].PostAsync($"/api/ops/jobs/{id}/requeue");
        Assert.True(status == HttpStatusCode.Accepted, $"{status} {answer}");
        events.AddRange(await stream.EventsAsync());

        await Work.CheckAsync(work, events);
        var queued = Assert.Single(events, e => e.Name == EventTypes.JobStatus && e.Event.Id.Attempt == 2);
        Assert.Equal(("queued", "An operator put the job back into the queue."), (queued.Json.Text("status"), queued.Json.Text("message")));
        var reset = events.First(e => e.Name == EventTypes.AttemptReset);
        Assert.Equal((3, "handed_back"), (reset.Event.Id.Attempt, reset.Json.Text("reason")));
        var finished = events.TakeWhile(e => e != queued).Where(Work.IsItem).Select(Work.ItemOf).ToHashSet();
        Assert.InRange(finished.Count, 5, work.Items - 1);
        Assert.DoesNotContain(events.SkipWhile(e => e != reset), e => finished.Contains(Work.ItemOf(e)));
        await Logs.EventuallyAsync(async () => await system.RedisAsync("XLEN", "jobs:queue") == "0", "something is left in the queue");
    }
}
