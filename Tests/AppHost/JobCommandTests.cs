using System.Net;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.AppHost;

/// <summary>The commands of the dashboard, executed as the dashboard does.</summary>
public sealed class JobCommandTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    [Fact]
    public async Task AnOperatorStartsCancelsAndClearsJobs()
    {
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
