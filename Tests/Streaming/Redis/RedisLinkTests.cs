using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using AspireStreaming.Tests.Support;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>A connection that never comes back by itself.</summary>
[Collection(SharedRedisCollection.Name)]
public sealed class RedisLinkTests(SharedRedis redis)
{
    [Fact]
    public async Task AConnectionThatStaysAwayIsReplacedAndWhatWasSubscribedIsHeardAgain()
    {
        await using var server = await RedisServer.StartAsync();
        using var lost = (ConnectionMultiplexer)RedisConnection.Connect($"127.0.0.1:{server.Port}");
        await using var store = TestStore.Redis(
            lost, o => (o.StoreTimeout, o.QuietPeriod) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMinutes(5)),
            again: () => ConnectionMultiplexer.Connect(redis.Connection.Configuration));
        var job = new TestJob();
        var create = job.New(DateTimeOffset.UtcNow);
        var tail = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None)); // it follows a job that is still to come

        await server.KillAsync();
        await Logs.EventuallyAsync(() => CreatedAsync(store, create), "the connection is not replaced");
        await using var writer = TestStore.Redis(redis.Connection, prefix: store.Options.KeyPrefix);
        job.Attempt = (await writer.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        await job.AppendAsync(writer, job.Metrics(3));
        await job.AppendAsync(writer, job.Done());

        Logs.AssertSame(job.Log, await tail); // by its messages: nothing else makes it look so soon
    }

    private static async Task<bool> CreatedAsync(TestStore store, NewJob create)
    {
        try
        {
            return await store.Jobs.CreateAsync(create, default);
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
