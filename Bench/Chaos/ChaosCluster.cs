using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Chaos;

/// <summary>A cluster that changes while it is used.</summary>
internal sealed class ChaosCluster : IChaosGroup
{
    /// <summary>Slots that one fault moves: those of some of the jobs, and of the keys that all share.</summary>
    private const int SlotsMoved = 24;

    private readonly RedisCluster _cluster;
    private readonly Random _random;
    private bool _added;

    private ChaosCluster(RedisCluster cluster, int seed) => (_cluster, _random) = (cluster, new Random(seed));

    public IReadOnlyList<RedisServer> Nodes => [.. _cluster.Nodes];

    public string ConnectionString => _cluster.ConnectionString;

    public int[] Ports => [.. _cluster.Nodes.Select(node => node.Port)];

    public static async Task<ChaosCluster> StartAsync(int seed) => new(await RedisCluster.StartAsync(appendOnly: true), seed);

    public async Task<IReadOnlyList<int>> MastersAsync()
    {
        await _cluster.UntilWholeAsync();
        return [.. (await _cluster.MembersAsync()).Where(m => m.SlotCount > 0).Select(m => m.Port)];
    }

    /// <summary>Slots with keys move, each to any other master.</summary>
    public async Task MoveSlotsAsync()
    {
        var masters = await MastersAsync();
        await MoveSlotsAsync(() => masters[_random.Next(masters.Count)]);
    }

    public async Task KillMasterAsync(int target, TimeSpan down)
    {
        var masters = await MastersAsync();
        var master = Node(masters[target % masters.Count]);
        var replica = await _cluster.ReplicaAsync(master);
        await master.KillAsync();
        await _cluster.UntilAsync("the replica is promoted", members => members.Any(m => m.Port == replica.Port && m.SlotCount > 0));
        await Task.Delay(down);
        await master.RestartAsync();
        await _cluster.UntilWholeAsync();
    }

    public async Task FailOverAsync(int target)
    {
        var masters = await MastersAsync();
        await _cluster.FailOverAsync(Node(masters[target % masters.Count]));
        await _cluster.UntilWholeAsync();
    }

    /// <summary>A master joins and gets slots: the first time. Later slots move to any master.</summary>
    public async Task AddNodeAsync()
    {
        if (_added)
        {
            await MoveSlotsAsync();
            return;
        }

        _added = true;
        var node = await _cluster.AddAsync();
        await MoveSlotsAsync(() => node.Port);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private async Task MoveSlotsAsync(Func<int> to)
    {
        var keys = new List<string>();
        foreach (int master in await MastersAsync())
        {
            using var redis = new RedisDirect(master);
            keys.AddRange(await redis.ScanAsync());
        }

        foreach (string key in keys.OrderBy(key => key.StartsWith("jobs:", StringComparison.Ordinal) ? 0 : 1).ThenBy(_ => _random.Next()).Take(SlotsMoved))
        {
            await _cluster.MoveSlotAsync(await _cluster.SlotAsync(key), Node(to()));
        }

        await _cluster.UntilWholeAsync();
    }

    private RedisServer Node(int port) => _cluster.Nodes.Single(node => node.Port == port);
}
