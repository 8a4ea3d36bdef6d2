using AspireStreaming.Streaming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Support;

/// <summary>One of the stores, in a key space of its own.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ManualTimeProvider? _clock;

    private TestStore(ServiceProvider services, ManualTimeProvider? clock) => (_services, _clock) = (services, clock);

    public StreamingOptions Options => _services.GetRequiredService<IOptions<StreamingOptions>>().Value;
    public TimeProvider Time => _services.GetRequiredService<TimeProvider>();
    public IJobLog Log => _services.GetRequiredService<IJobLog>();
    public IJobStore Jobs => _services.GetRequiredService<IJobStore>();
    public IJobStarts Starts => _services.GetRequiredService<IJobStarts>();
    public IJobQueue Queue => _services.GetRequiredService<IJobQueue>();
    public ICallerLimits Limits => _services.GetRequiredService<ICallerLimits>();
    public IJobControl Control => _services.GetRequiredService<IJobControl>();
    public INodeCalls Calls => _services.GetRequiredService<INodeCalls>();
    public INodeRegistry Nodes => _services.GetRequiredService<INodeRegistry>();
    public IThreadStore Threads => _services.GetRequiredService<IThreadStore>();
    public IProjectStore Projects => _services.GetRequiredService<IProjectStore>();

    /// <summary>The embedded store, on a clock that <see cref="PassAsync"/> moves.</summary>
    public static TestStore Memory(Action<StreamingOptions>? configure = null)
    {
        var clock = new ManualTimeProvider();
        return Build(services => services.AddMemoryStore(), clock, clock, "", configure);
    }

    /// <param name="ahead">How far the node's clock is ahead.</param>
    public static TestStore Redis(IConnectionMultiplexer connection, Action<StreamingOptions>? configure = null, string? prefix = null, TimeSpan ahead = default) =>
        Build(
            services => services
                .AddSingleton(connection)
                .AddSingleton(Microsoft.Extensions.Options.Options.Create(ConfigurationOptions.Parse(connection.Configuration)))
                .AddRedisStore(),
            new WrongClock(ahead), null, prefix ?? $"t{Guid.NewGuid():N}:", configure);

    /// <summary>Lets at least this much time pass: in memory at once, with Redis in real time, because Redis has its own clock.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        if (_clock is not null)
        {
            _clock.Advance(time);
            return;
        }

        await Task.Delay(time + TimeSpan.FromMilliseconds(20));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static TestStore Build(
        Action<IServiceCollection> add, TimeProvider time, ManualTimeProvider? clock, string prefix, Action<StreamingOptions>? configure)
    {
        var options = new StreamingOptions
        {
            KeyPrefix = prefix,
            Lease = TimeSpan.FromMilliseconds(500),
            Retention = TimeSpan.FromHours(1),
            StoreTimeout = TimeSpan.FromSeconds(5),
            QuietPeriod = TimeSpan.FromSeconds(1),
        };
        configure?.Invoke(options);
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        add(services);
        if (options.Encrypt)
        {
            services.AddKeyRing();
        }

        return new TestStore(services.BuildServiceProvider(), clock);
    }

    /// <summary>The time of this machine, and a fixed error.</summary>
    private sealed class WrongClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
