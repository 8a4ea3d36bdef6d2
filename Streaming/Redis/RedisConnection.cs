using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Makes the connection in a process without the Aspire integration.</summary>
public static class RedisConnection
{
    /// <summary>Registers the connection that the store needs, and its options.</summary>
    /// <param name="options">Where Redis is, and how to connect; as in <c>ConfigurationOptions.Parse("localhost:6379,password=…")</c>.</param>
    public static IServiceCollection AddRedisConnection(this IServiceCollection services, ConfigurationOptions options)
    {
        Configure(options);
        return services
            .AddSingleton(Options.Create(options))
            .AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(options));
    }

    /// <summary>Sets what the store relies on.</summary>
    internal static void Configure(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false; // a process starts without Redis, and connects as soon as Redis is there
        options.BacklogPolicy = BacklogPolicy.FailFast; // every caller retries by itself; a backlog would only delay the error
        options.HighIntegrity = options.ServiceName is null; // a reply that belongs to another call must never become an event; Sentinel lacks its ECHO
        options.ReconnectRetryPolicy = new ExponentialRetry(200, 5000); // ms; the default of a minute is long for a watcher
        options.ConnectTimeout = 2000;
        options.KeepAlive = 10;
        options.ConfigCheckSeconds = 5; // seconds within which a change of a server to replica or master is noticed
    }
}
