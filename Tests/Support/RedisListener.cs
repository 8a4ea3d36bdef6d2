using System.Collections.Concurrent;
using System.Text;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Support;

/// <summary>A process with the services of <c>AddJobStreaming</c>, and the messages that its subscriptions received.</summary>
internal sealed class RedisListener : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ConcurrentQueue<string> _received = new();

    /// <param name="configuration">The connection string.</param>
    public RedisListener(string configuration, TimeSpan? timeout = null, Action<ConfigurationOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:redis", configuration)]);
        builder.AddJobStreaming("redis", configure);
        builder.Services.Configure<StreamingOptions>(options => options.StoreTimeout = timeout ?? TimeSpan.FromSeconds(3));
        _services = builder.Services.BuildServiceProvider();
    }

    public RedisSubscriber Subscriber => _services.GetRequiredService<RedisSubscriber>();

    public IJobStore Jobs => _services.GetRequiredService<IJobStore>();

    /// <summary><c>label:message</c>, in the order of arrival.</summary>
    public ConcurrentQueue<string> All => _received;

    public async Task<HealthStatus> HealthAsync() => (await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;

    public IEnumerable<string> Of(string label) => _received.Where(text => text.StartsWith($"{label}:", StringComparison.Ordinal));

    /// <param name="missed">Called when messages may have been missed.</param>
    public Task<IAsyncDisposable> ListenAsync(string channel, string label, Action? missed = null) =>
        Subscriber.SubscribeAsync(channel, message => _received.Enqueue($"{label}:{Encoding.UTF8.GetString(message)}"), null, missed, default);

    /// <summary>Publishes over the connection of the commands.</summary>
    public Task PublishAsync(string channel, string message) =>
        _services.GetRequiredService<RedisCommands>().PublishAsync(channel, Encoding.UTF8.GetBytes(message), default);

    /// <summary>Publishes over the connection of the commands until a message arrives.</summary>
    public async Task<bool> ReceivesAsync(string channel)
    {
        int before = _received.Count;
        await PublishAsync(channel, "x");
        await Task.Delay(50);
        return _received.Count > before;
    }

    public Task UntilAsync(int count) =>
        Logs.EventuallyAsync(() => Task.FromResult(_received.Count >= count), $"{_received.Count} of {count} messages arrived");

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
