using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>How a response ends whose job goes on.</summary>
public sealed class UnfinishedStreamTests(TwoApis system) : IClassFixture<TwoApis>
{
    [Theory]
    [InlineData("native", true)] // its clients reconnect after any end before done
    [InlineData("native&types=token", true)]
    [InlineData("match-jobs", false)]
    [InlineData("cvs", false)]
    [InlineData("matching", false)]
    [InlineData("optimization", false)]
    [InlineData("timeline", false)]
    public async Task AStreamThatEndsBeforeItsJobIsCompleteOnlyWhereThatIsNotTakenForTheEnd(string dialect, bool complete)
    {
        var job = new TestJob();
        await system.Apis[0].Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        using var stream = await RawStream.SendAsync(new Uri(system.Apis[0].Http.BaseAddress!, $"/api/jobs/{job.Id}/stream?dialect={dialect}"), "Connection: close\r\n");
        var reading = stream.ReadToEndAsync();
        await stream.WaitForAsync("retry:");
        await Logs.EventuallyAsync(() => Task.FromResult(system.Apis[0].Hub.ListOpen().Any(open => open.JobId == job.Id)), "the stream is not open");
        system.Apis[0].Hub.ListOpen().Single(open => open.JobId == job.Id).Watcher.Close();
        await reading.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(complete, stream.Response().EndedCleanly);
    }
}
