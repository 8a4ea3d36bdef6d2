using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Support;

/// <summary>
/// One master behind Sentinels, whose replica confirms each commit, for all tests that leave it whole; each test has its own key space.
/// </summary>
public sealed class SharedSentinels : IStoreKind, IAsyncLifetime
{
    private RedisSentinels _group = null!;
    private ConnectionMultiplexer _connection = null!;

    public async Task InitializeAsync()
    {
        _group = await RedisSentinels.StartAsync();
        _connection = await RedisServer.ConnectAsync(_group.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        _connection?.Dispose();
        if (_group is not null)
        {
            await _group.DisposeAsync();
        }
    }

    public TestStore Open(Action<StreamingOptions>? configure = null) => TestStore.Redis(_connection, options =>
    {
        options.ReplicasToWait = 1;
        configure?.Invoke(options);
    });
}

[CollectionDefinition(Name)]
public sealed class SharedSentinelsCollection : ICollectionFixture<SharedSentinels>
{
    public const string Name = "shared sentinels";
}
