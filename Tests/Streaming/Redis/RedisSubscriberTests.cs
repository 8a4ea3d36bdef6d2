using System.Collections.Concurrent;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>The subscriptions of a process, and how they survive faults.</summary>
public sealed class RedisSubscriberTests : IAsyncLifetime
{
    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task EverySubscriptionReceivesTheMessagesInOrder()
    {
        await using var listener = new RedisListener($"127.0.0.1:{_server.Port}");
        await listener.ListenAsync("a", "1");
        await listener.ListenAsync("a", "2");
        await listener.ListenAsync("b", "3");
        for (int i = 0; i < 100; i++)
        {
            await _server.SendAsync("PUBLISH", i % 2 == 0 ? "a" : "b", $"{i}");
        }

        await listener.UntilAsync(150);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"1:{2 * i}"), listener.Of("1"));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"2:{2 * i}"), listener.Of("2"));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"3:{(2 * i) + 1}"), listener.Of("3"));
    }

    /// <summary>Messages may be cut anywhere and be larger than any buffer.</summary>
    [Fact]
    public async Task AMessageOfAnyLengthAndBytesArrivesUnchanged()
    {
        await using var listener = new RedisListener($"127.0.0.1:{_server.Port}");
        await listener.ListenAsync("a", "1");
        string[] sent = ["", "\r\n", "*3\r\n$7\r\nmessage\r\n", new string('x', 65_535), new string('y', 1_000_000), "é\0"];
        foreach (string text in sent)
        {
            await _server.SendAsync("PUBLISH", "a", text);
        }

        await listener.UntilAsync(sent.Length);
        Assert.Equal(sent.Select(text => $"1:{text}"), listener.Of("1"));
    }

    [Fact]
    public async Task ADisposedSubscriptionReceivesNothingAndIsEndedInRedis()
    {
        await using var listener = new RedisListener($"127.0.0.1:{_server.Port}");
        for (int i = 0; i < 50; i++)
        {
            await using (await listener.ListenAsync("a", $"{i}"))
            {
                await _server.SendAsync("PUBLISH", "a", "x");
                await listener.UntilAsync(i + 1);
            }
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}:x"), listener.All);
        await Logs.EventuallyAsync(async () => (await _server.SendAsync("PUBSUB", "NUMSUB", "a")).EndsWith('0'), "a subscription was left behind");
    }

    [Fact]
    public async Task AHandlerThatThrowsStopsNoOtherHandler()
    {
        await using var listener = new RedisListener($"127.0.0.1:{_server.Port}");
        await listener.Subscriber.SubscribeAsync("a", _ => throw new InvalidOperationException("a defect"), null, null, default);
        await listener.ListenAsync("a", "1");
        await _server.SendAsync("PUBLISH", "a", "x");
        await _server.SendAsync("PUBLISH", "a", "y");
        await listener.UntilAsync(2);
        Assert.Equal(["1:x", "1:y"], listener.All);
    }

    [Fact]
    public async Task AfterARestartAllIsSubscribedAgainAndEachListenerLearnsThatItMissedMessages()
    {
        await using var listener = new RedisListener($"127.0.0.1:{_server.Port}");
        var missed = new ConcurrentQueue<string>();
        string[] channels = ["a", "b", "c"];
        foreach (string channel in channels)
        {
            await listener.ListenAsync(channel, channel, () => missed.Enqueue(channel));
        }

        Assert.Empty(missed);
        await _server.KillAsync();
        await _server.RestartAsync();
        foreach (string channel in channels)
        {
            await Logs.EventuallyAsync(() => Task.FromResult(missed.Contains(channel)), $"{channel} was not restored");
            Assert.Equal("1", await _server.SendAsync("PUBLISH", channel, "x")); // so it was subscribed when the listener was told
        }

        await listener.UntilAsync(3);
        Assert.Equal(channels, missed.Order());
    }

    /// <summary>The effect of a lost route: nothing is closed, and nothing arrives.</summary>
    [Fact]
    public async Task ASilentConnectionIsReplaced()
    {
        await using var proxy = new RedisProxy(0, _server.Port);
        await using var listener = new RedisListener($"127.0.0.1:{proxy.Port}", TimeSpan.FromSeconds(1));
        await listener.ListenAsync("a", "1");
        var thaw = proxy.Freeze(1);
        await Logs.EventuallyAsync(
            async () =>
            {
                await _server.SendAsync("PUBLISH", "a", "x");
                return !listener.All.IsEmpty;
            },
            "it is waited for, for ever");
        thaw(true);
    }

    /// <summary>Without a subscription the tail reads the log.</summary>
    [Fact]
    public async Task AJobIsFollowedWithoutASubscription()
    {
        using var connection = await _server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => (o.StoreTimeout, o.QuietPeriod) = (TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5)));
        var job = await TestJob.StartAsync(store);
        await _server.SendAsync("ACL", "SETUSER", "default", "-subscribe");
        var tail = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None));
        await job.AppendAsync(store, job.Metrics(3));
        await Task.Delay(500); // so that the tail has begun to read
        await job.AppendAsync(store, job.Metrics(3));
        await job.AppendAsync(store, job.Done());
        Logs.AssertSame(job.Log, await tail);
    }

    [Fact]
    public async Task WithoutASubscriptionHealthIsDegraded()
    {
        await using var listener = new RedisListener($"127.0.0.1:{_server.Port}", TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Healthy, await listener.HealthAsync()); // there is no subscription
        await listener.ListenAsync("a", "1");
        Assert.Equal(HealthStatus.Healthy, await listener.HealthAsync());
        await _server.SendAsync("ACL", "SETUSER", "default", "-subscribe");
        await _server.SendAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await Logs.EventuallyAsync(async () => await listener.HealthAsync() == HealthStatus.Degraded, "it says that all is well");
    }
}
