using System.Collections.Concurrent;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>What a process hears, and goes on hearing.</summary>
public sealed class RedisSubscriberTests : IAsyncLifetime
{
    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task MessagesAreHeardInOrderByAllWhoListen()
    {
        await using var heard = new Ears($"127.0.0.1:{_server.Port}");
        await heard.ListenAsync("a", "1");
        await heard.ListenAsync("a", "2");
        await heard.ListenAsync("b", "3");
        for (int i = 0; i < 100; i++)
        {
            await _server.SendAsync("PUBLISH", i % 2 == 0 ? "a" : "b", $"{i}");
        }

        await heard.UntilAsync(150);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"1:{2 * i}"), heard.Of("1"));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"2:{2 * i}"), heard.Of("2"));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"3:{(2 * i) + 1}"), heard.Of("3"));
    }

    /// <summary>Messages come cut anywhere, and larger than any buffer.</summary>
    [Fact]
    public async Task AMessageOfAnyLengthAndBytesIsHeardAsItIs()
    {
        await using var heard = new Ears($"127.0.0.1:{_server.Port}");
        await heard.ListenAsync("a", "1");
        string[] sent = ["", "\r\n", "*3\r\n$7\r\nmessage\r\n", new string('x', 65_535), new string('y', 1_000_000), "é\0"];
        foreach (string text in sent)
        {
            await _server.SendAsync("PUBLISH", "a", text);
        }

        await heard.UntilAsync(sent.Length);
        Assert.Equal(sent.Select(text => $"1:{text}"), heard.Of("1"));
    }

    [Fact]
    public async Task WhoListensNoMoreIsNotHeardOf()
    {
        await using var heard = new Ears($"127.0.0.1:{_server.Port}");
        for (int i = 0; i < 50; i++)
        {
            await using (await heard.ListenAsync("a", $"{i}"))
            {
                await _server.SendAsync("PUBLISH", "a", "x");
                await heard.UntilAsync(i + 1);
            }
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}:x"), heard.All);
        await Logs.EventuallyAsync(async () => (await _server.SendAsync("PUBSUB", "NUMSUB", "a")).EndsWith('0'), "a subscription was left behind");
    }

    [Fact]
    public async Task AHandlerThatThrowsKeepsNobodyFromHearing()
    {
        await using var heard = new Ears($"127.0.0.1:{_server.Port}");
        await heard.Subscriber.SubscribeAsync("a", _ => throw new InvalidOperationException("a defect"), null, default);
        await heard.ListenAsync("a", "1");
        await _server.SendAsync("PUBLISH", "a", "x");
        await _server.SendAsync("PUBLISH", "a", "y");
        await heard.UntilAsync(2);
        Assert.Equal(["1:x", "1:y"], heard.All);
    }

    [Fact]
    public async Task AfterARestartAllIsHeardAgainAndItIsSaidThatSomethingMayHaveBeenMissed()
    {
        await using var heard = new Ears($"127.0.0.1:{_server.Port}");
        int restored = 0;
        heard.Subscriber.Restored += (_, _) => Interlocked.Increment(ref restored);
        foreach (string channel in new[] { "a", "b", "c" })
        {
            await heard.ListenAsync(channel, channel);
        }

        Assert.Equal(0, restored);
        await _server.KillAsync();
        await _server.RestartAsync();
        await Logs.EventuallyAsync(() => Task.FromResult(Volatile.Read(ref restored) > 0), "nothing was restored");
        foreach (string channel in new[] { "a", "b", "c" })
        {
            Assert.Equal("1", await _server.SendAsync("PUBLISH", channel, "x")); // so all were subscribed when it was said
        }

        await heard.UntilAsync(3);
    }

    /// <summary>What a lost route looks like: nothing is closed, and nothing comes.</summary>
    [Fact]
    public async Task AConnectionThatFallsSilentIsLeft()
    {
        await using var proxy = new RedisProxy(0, _server.Port);
        await using var heard = new Ears($"127.0.0.1:{proxy.Port}", TimeSpan.FromSeconds(1));
        await heard.ListenAsync("a", "1");
        var thaw = proxy.Freeze(1);
        await Logs.EventuallyAsync(
            async () =>
            {
                await _server.SendAsync("PUBLISH", "a", "x");
                return !heard.All.IsEmpty;
            },
            "it is waited for, for ever");
        thaw(true);
    }

    [Fact]
    public async Task AServerThatAsksForAPasswordGetsIt()
    {
        await _server.SendAsync("CONFIG", "SET", "requirepass", "se cret");
        await using var heard = new Ears($"127.0.0.1:{_server.Port},password=se cret");
        await heard.ListenAsync("a", "1");
        await heard.Link.Connection.GetSubscriber().PublishAsync(new RedisChannel("a", RedisChannel.PatternMode.Literal), "x");
        await heard.UntilAsync(1);
    }

    /// <summary>The log is the truth: who hears nothing reads it.</summary>
    [Fact]
    public async Task AJobIsFollowedThoughNothingCanBeHeard()
    {
        using var connection = await _server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => (o.StoreTimeout, o.QuietPeriod) = (TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5)));
        var job = await TestJob.StartAsync(store);
        await _server.SendAsync("ACL", "SETUSER", "default", "-subscribe");
        var tail = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None));
        await job.AppendAsync(store, job.Metrics(3));
        await Task.Delay(500); // so that it has begun to read
        await job.AppendAsync(store, job.Metrics(3));
        await job.AppendAsync(store, job.Done());
        Logs.AssertSame(job.Log, await tail);
    }

    [Fact]
    public async Task WhoCantHearSaysSoInItsHealth()
    {
        await using var heard = new Ears($"127.0.0.1:{_server.Port}", TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Healthy, await heard.HealthAsync()); // nobody listens
        await heard.ListenAsync("a", "1");
        Assert.Equal(HealthStatus.Healthy, await heard.HealthAsync());
        await _server.SendAsync("ACL", "SETUSER", "default", "-subscribe");
        await _server.SendAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await Logs.EventuallyAsync(async () => await heard.HealthAsync() == HealthStatus.Degraded, "it says that all is well");
    }

    private sealed class Ears : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly ConcurrentQueue<string> _heard = new();

        public Ears(string configuration, TimeSpan? timeout = null)
        {
            var services = new ServiceCollection().AddRedisConnection(configuration).AddRedisStore();
            services.AddSingleton(Options.Create(new StreamingOptions { StoreTimeout = timeout ?? TimeSpan.FromSeconds(3) }));
            _services = services.BuildServiceProvider();
        }

        public RedisSubscriber Subscriber => _services.GetRequiredService<RedisSubscriber>();

        public RedisLink Link => _services.GetRequiredService<RedisLink>();

        public ConcurrentQueue<string> All => _heard;

        public async Task<HealthStatus> HealthAsync() => (await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;

        public IEnumerable<string> Of(string ear) => _heard.Where(text => text.StartsWith($"{ear}:", StringComparison.Ordinal));

        public Task<IAsyncDisposable> ListenAsync(string channel, string ear) =>
            Subscriber.SubscribeAsync(channel, message => _heard.Enqueue($"{ear}:{System.Text.Encoding.UTF8.GetString(message)}"), null, default);

        public Task UntilAsync(int count) => Logs.EventuallyAsync(() => Task.FromResult(_heard.Count >= count), $"{_heard.Count} of {count} were heard");

        public ValueTask DisposeAsync() => _services.DisposeAsync();
    }
}
