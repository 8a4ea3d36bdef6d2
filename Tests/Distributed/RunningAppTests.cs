using AspireStreaming.Bench.Chaos;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>The AppHost's system under Aspire: a killed Worker's job goes on, and the Worker starts again.</summary>
public sealed class RunningAppTests
{
    [Fact]
    public async Task AKilledWorkersJobEndsAtTheOtherWorkerUnderAspire()
    {
        using var directory = new TemporaryDirectory();
        await using var app = await RunningApp.StartAsync(directory.Path, new Dictionary<string, string>
        {
            ["Diagnostics__Enabled"] = "true",
            ["Diagnostics__MaxRounds"] = "1000000000000",
            ["Streaming__Lease"] = "00:00:02",
        });
        using var first = new JobClient(app.ApiUrls[0]);
        using var second = new JobClient(app.ApiUrls[1]);
        var id = await first.StartAsync(Work.Long.Request);
        using var stream = await second.WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(3));
        using var redis = new RedisDirect(int.Parse(app.RedisConnectionString.Split(':')[1]));
        int pid = Assert.Single(await ClaimHolder.ClaimsAsync(redis)).Value;
        var worker = app.Workers.Single(process => process.Pid == pid);
        await worker.KillAsync();
        Assert.NotEqual(0, worker.ExitCode);
        Assert.False(worker.IsRunning);
        events.AddRange(await stream.EventsAsync());

        await Work.CheckAsync(Work.Long, events);
        Assert.Contains(events, e => e.Name == EventTypes.AttemptReset);
        await app.WaitHealthyAsync(CancellationToken.None);
        Assert.NotEqual(pid, worker.Pid);
        Assert.Contains(app.Log, line => line.Contains("Application started", StringComparison.Ordinal));
        Assert.Empty(ServerErrorChecker.Check(app.Log));
    }
}
