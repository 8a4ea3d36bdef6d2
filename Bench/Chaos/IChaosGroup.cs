using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Chaos;

/// <summary>Servers that replace a lost master by its replica, while they are used.</summary>
internal interface IChaosGroup : IAsyncDisposable
{
    IReadOnlyList<RedisServer> Nodes { get; }

    string ConnectionString { get; }

    /// <summary>The ports at which a client that follows redirections finds each key, as last known.</summary>
    int[] Ports { get; }

    /// <summary>The ports of the masters, when all servers agree about them.</summary>
    Task<IReadOnlyList<int>> MastersAsync();

    /// <summary>kill -9; when its replica is promoted and the time is over, another start on the same data, as a replica.</summary>
    Task KillMasterAsync(int target, TimeSpan down);

    /// <summary>A replica takes over in good order.</summary>
    Task FailOverAsync(int target);
}
