using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Support;

/// <summary>The store that a contract suite tests.</summary>
public interface IStoreKind
{
    TestStore Open(Action<StreamingOptions>? configure = null);
}

public sealed class MemoryStores : IStoreKind
{
    public TestStore Open(Action<StreamingOptions>? configure = null) => TestStore.Memory(configure);
}

/// <summary>One server for all tests that do not change the server; each test has its own key space.</summary>
public sealed class SharedRedis : IStoreKind, IAsyncLifetime
{
    public RedisServer Server { get; private set; } = null!;
    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await RedisServer.StartAsync();
        Connection = await Server.ConnectAsync();
    }

    public async Task DisposeAsync()
    {
        Connection?.Dispose();
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }
    }

    public TestStore Open(Action<StreamingOptions>? configure = null) => TestStore.Redis(Connection, configure);
}

[CollectionDefinition(Name)]
public sealed class SharedRedisCollection : ICollectionFixture<SharedRedis>
{
    public const string Name = "shared redis";
}
