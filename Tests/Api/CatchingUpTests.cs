using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>Watchers that join late read history in turns. A watcher that fails gives its turn back.</summary>
public sealed class CatchingUpTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WatchersThatLeaveOrDontReadHistoryDontBlockTheOthers(bool inWindow)
    {
        await using var system = await EmbeddedSystem.StartAsync(("Api:WindowBytesPerJob", inWindow ? "16777216" : "65536"));
        var job = new TestJob();
        await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        string text = new('x', 2000);
        for (int i = 0; i < 40; i++)
        {
            await AppendAsync(system, job, job.Next([.. Enumerable.Range(0, 100).Select(_ => new TokenEvent("t", text, 0))]));
        }

        await AppendAsync(system, job, job.Done());
        var url = new Uri(system.Http.BaseAddress!, $"/api/jobs/{job.Id}/stream");
        var silent = new List<RawStream>();
        try
        {
            for (int round = 0; round < 30; round++)
            {
                silent.Add(await RawStream.SendAsync(url, receiveBuffer: 4096));
                using var leaving = await RawStream.SendAsync(url, receiveBuffer: 4096);
                Assert.Equal(200, await leaving.StatusAsync());
            }

            using var stream = await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Get, url));
            WholeLog.Check(await stream.EventsAsync());
        }
        finally
        {
            silent.ForEach(stream => stream.Dispose());
        }
    }

    private static async Task AppendAsync(EmbeddedSystem system, TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }
}
