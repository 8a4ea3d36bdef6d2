using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>A client library that gives a call the reply of another call must not cause wrong events.</summary>
[Collection(SharedRedisCollection.Name)]
public sealed class MismatchedReplyTests(SharedRedis redis)
{
    [Fact]
    public async Task AReplyThatBelongsToAnotherCallIsDetectedAndTheConnectionIsReplaced()
    {
        await using var proxy = new RedisProxy(0, redis.Server.Port);
        using var connection = await RedisServer.ConnectAsync($"127.0.0.1:{proxy.Port}");
        await using var store = TestStore.Redis(connection, o => o.StoreTimeout = TimeSpan.FromSeconds(1));
        var jobs = new List<TestJob>();
        for (int i = 0; i < 4; i++)
        {
            jobs.Add(await TestJob.StartAsync(store));
        }

        for (int round = 0; round < 3; round++)
        {
            proxy.Swallow = 1;
            await Task.WhenAll(jobs.Select(async job =>
            {
                for (int i = 0; i < 10; i++)
                {
                    var append = job.Next([new MetricUpdateEvent(job.Id.ToString(), i)]);
                    var result = await UntilAvailableAsync(() => store.Log.AppendAsync(append, default));
                    Assert.Equal(AppendOutcome.Appended, result.Outcome);
                    job.Confirm(append);
                    Logs.AssertSame(job.Log, await UntilAvailableAsync(() => store.Log.ReadAsync(job.Id, EventId.None, 1000, default)));
                }
            }));
        }
    }

    private static async Task<T> UntilAvailableAsync<T>(Func<Task<T>> call)
    {
        for (var deadline = Logs.Deadline(60); ; await Task.Delay(50, deadline))
        {
            try
            {
                return await call();
            }
            catch (StoreUnavailableException)
            {
                deadline.ThrowIfCancellationRequested();
            }
        }
    }
}
