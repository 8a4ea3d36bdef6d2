using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

public sealed class HeartbeatTests
{
    /// <summary>The job has many events, but none of the type that the watcher requests. A proxy would close its silent stream.</summary>
    [Theory]
    [InlineData("1.1")]
    [InlineData("1.0")]
    public async Task ASilentStreamOfABusyJobGetsHeartbeats(string version)
    {
        await using var system = await EmbeddedSystem.StartAsync(("Api:Heartbeat", "00:00:00.300"));
        var job = new TestJob();
        await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        using var over = new CancellationTokenSource();
        var busy = KeepBusyAsync(system, job, over.Token);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{job.Id}/stream?types=step_progress")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using (var stream = await SseStream.OpenAsync(system.Http, request))
        {
            Assert.NotNull((await stream.NextAsync())!.Retry);
            for (int beats = 0; beats < 3; beats++)
            {
                Assert.Equal("heartbeat", (await stream.NextAsync())!.Name);
            }
        }

        Assert.InRange(job.Seq, 1, 200); // a heartbeat is due after about eight events
        await over.CancelAsync();
        await busy;
    }

    private static async Task KeepBusyAsync(EmbeddedSystem system, TestJob job, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var append = job.Metrics(1);
            Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
            job.Confirm(append);
            await Task.Delay(50, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
