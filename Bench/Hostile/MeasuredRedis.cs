using System.Globalization;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using System.Net;

namespace AspireStreaming.Bench.Hostile;

/// <summary>A Redis that holds only what is written here.</summary>
internal sealed class MeasuredRedis : Peer
{
    private ServiceProvider? _store;

    public override string Name => "redis";

    public IReadOnlyList<JobWriter> Writers { get; private set; } = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        int port = await StartRedisAsync(cancellationToken);
        var services = new ServiceCollection();
        services.AddRedisConnection(new() { EndPoints = { { "127.0.0.1", port } }, AllowAdmin = true });
        services.AddSingleton(Options.Create(new StreamingOptions()));
        services.AddLogging();
        services.AddRedisStore();
        _store = services.BuildServiceProvider();
    }

    public override async Task CreateChannelsAsync(int count, CancellationToken cancellationToken)
    {
        await StopWritersAsync();
        var writers = new List<JobWriter>();
        for (int i = 0; i < count; i++)
        {
            writers.Add((await BenchJobs.StartAsync(
                _store!.GetRequiredService<IJobStore>(), _store!.GetRequiredService<IJobLog>(), TimeProvider.System, NullLogger.Instance, cancellationToken)).Writer);
        }

        Writers = writers;
    }

    /// <summary>The memory that Redis uses for data, in bytes.</summary>
    public async Task<long> UsedAsync(CancellationToken cancellationToken)
    {
        string info = (string)(await _store!.GetRequiredService<RedisCommands>().CallAsync(db => db.ExecuteAsync("INFO", "memory"), cancellationToken))!;
        string used = info.Split("\r\n").First(l => l.StartsWith("used_memory_dataset:", StringComparison.Ordinal));
        return long.Parse(used.AsSpan(used.IndexOf(':') + 1), CultureInfo.InvariantCulture);
    }

    public override IEventPublisher CreatePublisher(int connections) => throw new NotSupportedException("Nothing is published here.");

    public override byte[] WatchRequest(IPEndPoint node, int channel) => throw new NotSupportedException("This peer has no watchers.");

    public override async ValueTask DisposeAsync()
    {
        await StopWritersAsync();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private async Task StopWritersAsync()
    {
        foreach (var writer in Writers)
        {
            await writer.DisposeAsync();
        }
    }
}
