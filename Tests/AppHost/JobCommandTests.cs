using System.Net;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.AppHost;

/// <summary>The commands of the dashboard, executed as the dashboard does.</summary>
[Collection(RestartedSystem.Name)]
public sealed class JobCommandTests(RunningSystem system)
{
    [Fact]
    public async Task AnOperatorDrainsOneReplicaOfTheWorker()
    {
        var (drained, other) = (system.App.Workers[0], system.App.Workers[1]);
        Assert.Equal(
            $"Worker {drained.Name} drains: it finishes its jobs and claims no other ones.", await system.App.CommandAsync(drained.Name, "drain"));
        var state = await system.Apis[0].OpsAsync(s => s.List("nodes").Any(n => n.Text("state") == "draining"), "no worker drains");
        var node = state.List("nodes").Single(n => n.Text("state") == "draining");
        Assert.Equal((drained.Name, $"{drained.Pid}"), ($"{node.Text("kind")}-{node.Text("instance")}", node.Text("process_id")));

        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        state = await system.Apis[0].OpsAsync(s => s.NodeOf(id) is not null, "no node executes the job");
        Assert.Equal($"{other.Pid}", state.Node(state.NodeOf(id)!).Text("process_id"));
        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
        await system.Apis[0].ReadAsync(id);
        Assert.Equal($"Worker {drained.Name} claims jobs.", await system.App.CommandAsync(drained.Name, "undrain"));
        await system.Apis[0].OpsAsync(s => s.List("nodes").All(n => n.Text("state") == "live"), "a worker still drains");
        Assert.Equal(HttpStatusCode.NoContent, (await system.Apis[0].DeleteAsync(id)).Status); // the other test counts the jobs
    }

    [Fact]
    public async Task AnOperatorStartsCancelsAndClearsJobs()
    {
        await system.App.CommandAsync("api", "clear-jobs"); // those of the other tests
        string message = (await system.App.CommandAsync("api", "start-sample-job"))!;
        var sample = Guid.Parse(message.Split(' ')[1]);
        Assert.Equal($"Job {sample} has started.", message);
        Assert.Equal("completed", WholeLog.Status(await system.Apis[1].ReadAsync(sample)));

        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        using var stream = await system.Apis[1].WatchAsync(id);
        var events = await stream.EventsAsync(Work.IsHashing);
        Assert.Equal("Jobs to cancel: 1.", await system.App.CommandAsync("api", "cancel-all-jobs"));
        events.AddRange(await stream.EventsAsync());
        Assert.Equal("canceled", WholeLog.Status(events));

        Assert.Equal("Removed jobs: 2.", await system.App.CommandAsync("api", "clear-jobs"));
        Assert.Equal(HttpStatusCode.NotFound, (await system.Apis[1].GetAsync($"/api/jobs/{sample}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await system.Apis[1].GetAsync($"/api/jobs/{id}")).Status);
        Assert.Equal("Removed jobs: 0.", await system.App.CommandAsync("api", "clear-jobs"));
    }
}
