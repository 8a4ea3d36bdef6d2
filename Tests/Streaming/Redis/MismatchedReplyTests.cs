using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>A client library that takes one call's reply for another's must not become a log that says what never was.</summary>
[Collection(SharedRedisCollection.Name)]
public sealed class OutOfStepTests(SharedRedis redis)
{
    [Fact]
    public async Task RepliesThatBelongToOtherCallsAreNoticedAndTheConnectionIsMadeAnew()
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
                    var result = await PatientlyAsync(() => store.Log.AppendAsync(append, default));
                    Assert.Equal(AppendOutcome.Appended, result.Outcome);
                    job.Took(append);
                    Logs.AssertSame(job.Log, await PatientlyAsync(() => store.Log.ReadAsync(job.Id, EventId.None, 1000, default)));
                }
            }));
        }
    }

    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> call)
    {
        for (var patience = Logs.Patience(60); ; await Task.Delay(50, patience))
        {
            try
            {
                return await call();
            }
            catch (StoreUnavailableException)
            {
                patience.ThrowIfCancellationRequested();
            }
        }
    }
}
