using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Chaos;

/// <summary>A master, its replicas and their Sentinels, which fail while they are used.</summary>
internal sealed class ChaosSentinels : IChaosGroup
{
    private readonly RedisSentinels _group;

    private ChaosSentinels(RedisSentinels group) => _group = group;

    public IReadOnlyList<RedisServer> Nodes => _group.Nodes;

    public string ConnectionString => _group.ConnectionString;

    public int[] Ports => [_group.Master.Port];

    public static async Task<ChaosSentinels> StartAsync(int replicas) => new(await RedisSentinels.StartAsync(appendOnly: true, replicas));

    public async Task<IReadOnlyList<int>> MastersAsync()
    {
        await _group.UntilWholeAsync();
        return Ports;
    }

    public async Task KillMasterAsync(int target, TimeSpan down)
    {
        var master = _group.Master;
        await master.KillAsync();
        await _group.UntilReplacedAsync(master);
        await Task.Delay(down);
        await master.RestartAsync();
        await _group.UntilWholeAsync();
    }

    public Task FailOverAsync(int target) => _group.FailOverAsync();

    /// <summary>kill -9 of one Sentinel, and another start with what it has noted.</summary>
    public async Task KillSentinelAsync(int target, TimeSpan down)
    {
        var sentinel = _group.Sentinels[target % _group.Sentinels.Count];
        await sentinel.KillAsync();
        await Task.Delay(down);
        await sentinel.RestartAsync();
        await _group.UntilWholeAsync();
    }

    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
