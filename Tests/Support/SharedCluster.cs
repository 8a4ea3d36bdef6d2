using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Support;

/// <summary>One cluster for all tests that leave it whole; each test has its own key space.</summary>
public sealed class SharedCluster : IStoreKind, IAsyncLifetime
{
    public RedisCluster Cluster { get; private set; } = null!;
    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Cluster = await RedisCluster.StartAsync();
        Connection = await RedisServer.ConnectAsync(Cluster.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        Connection?.Dispose();
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }
    }

    public TestStore Open(Action<StreamingOptions>? configure = null) => TestStore.Redis(Connection, configure);
}

[CollectionDefinition(Name)]
public sealed class SharedClusterCollection : ICollectionFixture<SharedCluster>
{
    public const string Name = "shared cluster";
}
