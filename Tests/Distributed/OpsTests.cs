using System.Net;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>What an operator sees and does, through any Api: two Apis, two workers and a real Redis.</summary>
[Collection(ShortLease.Name)]
public sealed class OpsTests(ShortLease system)
{
    [Fact]
    public async Task AStreamIsSeenAndClosedThroughTheOtherApiAndItsClientLosesNothing()
    {
        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        var watcher = new FaithfulWatcher(system.Apis, id, first: 0);
        var watching = watcher.RunAsync();
        var stream = await system.Apis[1].OpsStreamAsync(id);
        var (_, state) = await system.Apis[1].GetAsync("/api/ops/state");
        var node = state.Node(stream.Text("node_id")!);
        Assert.Equal($"{system.App.Apis[0].Pid}", node.Text("process_id"));
        Assert.True(node.GetProperty("serves_streams").GetBoolean());
        var (_, page) = await system.Apis[1].GetAsync($"/api/ops/streams?node={stream.Text("node_id")}&limit=200");
        Assert.Contains(page.List("streams"), listed => listed.Text("stream") == stream.Text("stream"));

        var (status, answer) = await system.Apis[1].PostAsync(OpsState.NodePath(stream.Text("node_id")!, $"streams/{stream.Text("stream")}/close"));
        Assert.True(status == HttpStatusCode.OK, $"{status} {answer}");
        var again = await system.Apis[0].OpsAsync( // the client continues at the other Api
            s => s.Streams(id).Any(next => next.Text("node_id") != stream.Text("node_id")), "the client has not come back");
        Assert.DoesNotContain(again.Streams(id), next => next.Text("stream") == stream.Text("stream") && next.Text("node_id") == stream.Text("node_id"));
        Assert.True(again.Streams(id).Single().GetProperty("resumed").GetBoolean());
        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
        WholeLog.Check(await watching);
        Assert.InRange(watcher.Connects, 3, 3); // the closed one, the next one, and the one that found the end
    }

    [Fact]
    public async Task AKilledWorkerIsShownDeadAndItsJobMovesToTheOther()
    {
        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        string lost = (await system.Apis[1].OpsAsync(s => s.NodeOf(id) is not null, "no node executes the job")).NodeOf(id)!;
        var worker = await system.WorkerAtWorkAsync(id);
        await worker.KillAsync();

        var state = await system.Apis[1].OpsAsync(
            s => s.Node(lost).Text("state") == "lost" && s.NodeOf(id) is { } now && now != lost, "the worker is not shown dead, or its job has not moved");
        Assert.Equal(lost, state.Job(id)!.Value.Text("lost_node_id"));
        var moved = state.Node(lost).List("running").Single(job => job.GetProperty("job_id").GetGuid() == id);
        Assert.Equal(state.NodeOf(id), moved.Text("node_id"));
        Assert.NotEqual(lost, moved.Text("node_id"));
        var (status, _) = await system.Apis[1].PostAsync(OpsState.NodePath(lost, "drain"));
        Assert.Equal(HttpStatusCode.NotFound, status);

        await system.Apis[0].PostAsync($"/api/ops/jobs/{id}/cancel");
        WholeLog.Check(await system.Apis[0].ReadAsync(id));
        await system.App.WaitHealthyAsync(CancellationToken.None);
        state = await system.Apis[0].OpsAsync(s => s.Job(id) is null && s.List("nodes").Count(n => n.Text("state") == "live") == 4, "not all nodes live again");
        Assert.Equal("lost", state.Node(lost).Text("state")); // for some minutes
    }

    [Fact]
    public async Task ADrainingWorkerFinishesItsJobAndNewJobsGoToTheOther()
    {
        var first = await system.Apis[0].StartAsync(Work.Endless.Request);
        string node = (await system.Apis[1].OpsAsync(s => s.NodeOf(first) is not null, "no node executes the job")).NodeOf(first)!;
        var worker = await system.WorkerAtWorkAsync(first);
        var (status, answer) = await system.Apis[1].PostAsync(OpsState.NodePath(node, "drain"));
        Assert.Equal((HttpStatusCode.OK, true), (status, answer.GetProperty("draining").GetBoolean()));

        var others = new List<Guid>();
        for (int i = 0; i < 4; i++)
        {
            others.Add(await system.Apis[i % 2].StartAsync(Work.Endless.Request));
        }

        var state = await system.Apis[0].OpsAsync(
            s => s.Node(node).Text("state") == "draining" && others.All(id => s.NodeOf(id) is not null), "not all jobs run, or the worker does not drain");
        Assert.All(others, id => Assert.NotEqual(node, state.NodeOf(id)));
        Assert.Equal([first], state.RunningOf(node)); // the job that it had goes on there
        using var http = new HttpClient();
        string health = await http.GetStringAsync(worker.HealthUrl);
        Assert.Contains("\"worker\":{\"status\":\"degraded\",\"reason\":\"The worker drains", health, StringComparison.Ordinal);

        // Its slots are free and it claims nothing, even when no other worker has a slot.
        var waits = await system.Apis[0].StartAsync(Work.Short.Request);
        await system.Apis[0].PostAsync($"/api/ops/jobs/{first}/cancel");
        state = await system.Apis[0].OpsAsync(
            s => !s.RunningOf(node).Any() && s.GetProperty("queue").GetProperty("oldest_wait_seconds").GetDouble() > 2, "the drained worker has a job, or none waits");
        Assert.Equal("queued", state.Job(waits)!.Value.GetProperty("job").Text("status"));
        Assert.Equal(1, state.GetProperty("queue").GetProperty("waiting").GetInt32());

        (status, answer) = await system.Apis[0].PostAsync(OpsState.NodePath(node, "undrain"));
        Assert.Equal((HttpStatusCode.OK, false), (status, answer.GetProperty("draining").GetBoolean()));
        await Work.CheckAsync(Work.Short, await system.Apis[1].ReadAsync(waits));
        foreach (var id in others)
        {
            await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
            WholeLog.Check(await system.Apis[1].ReadAsync(id));
        }
    }

    [Fact]
    public async Task WhenAllWorkersDrainAJobIsShownWithoutAWorker()
    {
        var workers = (await system.Apis[0].OpsAsync(s => s.List("nodes").Count(IsLiveWorker) == 2, "not two workers live"))
            .List("nodes").Where(IsLiveWorker).Select(n => n.Text("node_id")!).ToList();
        foreach (string node in workers)
        {
            Assert.Equal(HttpStatusCode.OK, (await system.Apis[0].PostAsync(OpsState.NodePath(node, "drain"))).Status);
        }

        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        using var stream = await system.Apis[1].WatchAsync(id);
        var seen = await stream.EventsAsync(e => e.Data.Contains("No worker takes this job now.", StringComparison.Ordinal));
        await system.Apis[1].OpsAsync(s => s.Job(id)?.GetProperty("without_worker").GetBoolean() is true, "the job is not shown without a worker");
        foreach (string node in workers)
        {
            Assert.Equal(HttpStatusCode.OK, (await system.Apis[1].PostAsync(OpsState.NodePath(node, "undrain"))).Status);
        }

        seen.AddRange(await stream.EventsAsync());
        await Work.CheckAsync(Work.Short, seen);

        static bool IsLiveWorker(System.Text.Json.JsonElement node) => node.GetProperty("is_worker").GetBoolean() && node.Text("state") == "live";
    }

    [Fact]
    public async Task WhileRedisIsAwayAnOperatorIsToldToComeBack()
    {
        using var open = await SseStream.OpenAsync(system.Apis[0].Http, new HttpRequestMessage(HttpMethod.Get, "/api/ops/stream"));
        Assert.NotNull((await open.NextAsync())!.Retry);
        Assert.Equal("ops_state", (await open.NextAsync())!.Name);
        await system.App.StopRedisAsync();
        while (await open.NextAsync() is { } frame)
        {
            Assert.Contains(frame.Name, new[] { "ops_state", "heartbeat" }); // to its end
        }

        Assert.Equal(0, open.Torn);
        using (var away = await SseStream.OpenAsync(system.Apis[1].Http, new HttpRequestMessage(HttpMethod.Get, "/api/ops/stream")))
        {
            Assert.Equal(HttpStatusCode.OK, away.Response.StatusCode);
            Assert.NotNull((await away.NextAsync())!.Retry);
            Assert.Null(await away.NextAsync());
        }

        await system.App.StartRedisAsync();
        await system.App.WaitHealthyAsync(CancellationToken.None);
        await system.Apis[1].OpsAsync(s => s.List("nodes").Count(n => n.Text("state") == "live") == 4, "not all nodes are back");
    }
}
