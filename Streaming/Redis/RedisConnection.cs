using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>The connection where no Aspire integration makes one.</summary>
public static class RedisConnection
{
    /// <summary>Registers the connection that the store needs, and how to make it anew.</summary>
    /// <param name="connectionString">As in <c>localhost:6379,password=…</c>.</param>
    public static IServiceCollection AddRedisConnection(this IServiceCollection services, string connectionString) => services
        .AddSingleton(new RedisConnector(() => Connect(connectionString)))
        .AddSingleton(provider => provider.GetRequiredService<RedisConnector>().Connect());

    /// <summary>Connects, or goes on trying in the background: a server that is still away is no reason not to start.</summary>
    /// <param name="connectionString">As in <c>localhost:6379,password=…</c>.</param>
    /// <exception cref="ArgumentException">The connection string can't be read.</exception>
    public static IConnectionMultiplexer Connect(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.KeepAlive = 10;
        options.ConfigCheckSeconds = 5; // a server that was made a replica, or master again, is noticed within this
        return ConnectionMultiplexer.Connect(options);
    }
}

/// <summary>Makes another connection like the registered one.</summary>
internal sealed record RedisConnector(Func<IConnectionMultiplexer> Connect);
