using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>More connections than the limit of the server.</summary>
public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task ConnectionsOverTheLimitAreClosedAndTheOthersAreServed()
    {
        await using var system = await EmbeddedSystem.StartAsync(("Api:MaxConnections", "10"), ("Api:Heartbeat", "00:00:00.200"));
        var job = new TestJob();
        Assert.True(await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default));
        var url = new Uri(system.Http.BaseAddress!, $"/api/jobs/{job.Id}/stream");
        var open = new List<RawStream>();
        try
        {
            for (int i = 0; i < 10; i++)
            {
                open.Add(await RawStream.SendAsync(url));
            }

            var reading = open.ConvertAll(stream => stream.ReadToEndAsync());
            await Task.WhenAll(open.Select(stream => stream.WaitForAsync("id: 0-1")));
            for (int i = 0; i < 20; i++)
            {
                using var refused = await RawStream.SendAsync(url);
                Assert.Equal(0, await refused.StatusAsync()); // no HTTP answer, because an answer would stop a browser from reconnecting
            }

            Assert.All(reading, r => Assert.False(r.IsCompleted));
            open[0].Dispose();
            await Logs.EventuallyAsync(
                async () =>
                {
                    using var next = await RawStream.SendAsync(url);
                    return await next.StatusAsync() == 200;
                },
                "the place of one that left is not given away");
        }
        finally
        {
            open.ForEach(stream => stream.Dispose());
        }
    }
}
