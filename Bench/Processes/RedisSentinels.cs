using System.Globalization;

namespace AspireStreaming.Bench.Processes;

/// <summary>
/// A real master and its replicas on loopback, which three Sentinels watch. The master takes writes only while all replicas follow it:
/// what a master that was replaced still took would be lost.
/// </summary>
public sealed class RedisSentinels : IAsyncDisposable
{
    private const string Name = "logs";
    private const int Count = 3;

    private readonly List<RedisServer> _nodes = [];
    private readonly List<RedisServer> _sentinels = [];

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    public IReadOnlyList<RedisServer> Sentinels => _sentinels;

    /// <summary>The master, as the Sentinels last agreed about it.</summary>
    public RedisServer Master { get; private set; } = null!;

    /// <summary>As in <c>127.0.0.1:21234,127.0.0.1:21235,127.0.0.1:21236,serviceName=logs</c>.</summary>
    public string ConnectionString => $"{string.Join(',', _sentinels.Select(sentinel => sentinel.ConnectionString))},serviceName={Name}";

    /// <param name="appendOnly">Each server has an append-only file that is synced at each write.</param>
    /// <param name="replicas">1 or more.</param>
    public static async Task<RedisSentinels> StartAsync(bool appendOnly = false, int replicas = 1)
    {
        var group = new RedisSentinels();
        try
        {
            for (int i = 0; i < 1 + replicas; i++)
            {
                group._nodes.Add(await RedisServer.StartAsync(
                    appendOnly, rewritable: true, more: ["--repl-diskless-sync-delay", "0", "--min-replicas-to-write", Number(replicas), "--min-replicas-max-lag", "10"]));
            }

            var master = group._nodes[0];
            foreach (var replica in group._nodes.Skip(1))
            {
                await replica.SendAsync("REPLICAOF", "127.0.0.1", Number(master.Port));
                await replica.SendAsync("CONFIG", "REWRITE");
            }

            for (int i = 0; i < Count; i++)
            {
                group._sentinels.Add(await RedisServer.StartSentinelAsync(Name, master.Port, quorum: (Count / 2) + 1));
            }

            await group.UntilWholeAsync();
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    /// <summary>All Sentinels know each other and name one master, and the other servers follow it.</summary>
    public Task UntilWholeAsync() => Eventually.HoldsAsync("the replicas follow the master of all Sentinels", async () =>
    {
        var named = await Task.WhenAll(_sentinels.Select(NamedByAsync));
        Master = named[0];
        return named.All(master => master == Master)
            && (await Task.WhenAll(_sentinels.Select(s => s.SendAsync("SENTINEL", "CKQUORUM", Name)))).All(reply => reply.StartsWith($"OK {Count} ", StringComparison.Ordinal))
            && (await Master.SendAsync("ROLE")).StartsWith("master", StringComparison.Ordinal)
            && (await Task.WhenAll(_nodes.Where(node => node != Master).Select(node => node.FollowsAsync()))).All(follows => follows);
    });

    /// <summary>Waits until a Sentinel names another server than this one, and that server takes the role.</summary>
    public Task UntilReplacedAsync(RedisServer master) => Eventually.HoldsAsync("another server is the master", async () =>
    {
        Master = await NamedByAsync(_sentinels.First(sentinel => sentinel.IsRunning));
        return Master != master && (await Master.SendAsync("ROLE")).StartsWith("master", StringComparison.Ordinal);
    });

    /// <summary>A replica takes over in good order; the master becomes its replica.</summary>
    public async Task FailOverAsync()
    {
        var master = Master;

        // A Sentinel refuses for some seconds after its last failover, and while it looks for replicas.
        await Eventually.HoldsAsync("a Sentinel begins the failover", async () => await _sentinels[0].SendAsync("SENTINEL", "FAILOVER", Name) == "OK");
        await UntilReplacedAsync(master);
        await UntilWholeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _sentinels.Concat(_nodes))
        {
            await server.DisposeAsync();
        }
    }

    private async Task<RedisServer> NamedByAsync(RedisServer sentinel)
    {
        string[] address = (await sentinel.SendAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", Name)).Split('\n');
        return _nodes.Single(node => Number(node.Port) == address[^1]);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
