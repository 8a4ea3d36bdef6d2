using System.Globalization;

namespace AspireStreaming.Bench.Processes;

/// <summary>A real Redis Cluster on loopback: masters that share the slots, and a replica of each.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    public const int Slots = 16384;

    /// <summary>How long a node may be silent before its replica is promoted, in ms.</summary>
    private const string NodeTimeout = "1500";

    private readonly bool _appendOnly;
    private readonly List<RedisServer> _nodes = [];

    private RedisCluster(bool appendOnly) => _appendOnly = appendOnly;

    /// <summary>First the masters of the start, then their replicas in the same order, then nodes that were added.</summary>
    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>As in <c>127.0.0.1:21234,127.0.0.1:21235</c>.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(node => node.ConnectionString));

    /// <param name="appendOnly">Each node has an append-only file that is synced at each write.</param>
    /// <param name="masters">1 or more. One that fails is replaced only when there are three.</param>
    public static async Task<RedisCluster> StartAsync(bool appendOnly = false, int masters = 3)
    {
        var cluster = new RedisCluster(appendOnly);
        try
        {
            cluster._nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, 2 * masters).Select(_ => cluster.LaunchAsync())));
            for (int i = 0; i < masters; i++)
            {
                await cluster._nodes[i].SendAsync("CLUSTER", "ADDSLOTSRANGE", Number(i * Slots / masters), Number(((i + 1) * Slots / masters) - 1));
            }

            for (int i = 1; i < cluster._nodes.Count; i++)
            {
                await cluster._nodes[i].SendAsync("CLUSTER", "SET-CONFIG-EPOCH", Number(i));
                await cluster.MeetAsync(cluster._nodes[i]);
            }

            await cluster.UntilAsync("the nodes meet", members => members.Count == 2 * masters && members.All(m => m.IsHealthy));
            for (int i = 0; i < masters; i++)
            {
                await cluster._nodes[masters + i].SendAsync("CLUSTER", "REPLICATE", await cluster._nodes[i].SendAsync("CLUSTER", "MYID"));
            }

            await cluster.UntilWholeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>All slots have a master, and each of the masters has a replica that follows it.</summary>
    public async Task UntilWholeAsync()
    {
        await UntilAsync("each master has a replica", members => members.All(m => m.IsHealthy)
            && members.Where(m => m.IsMaster).Sum(m => m.SlotCount) == Slots
            && members.Where(m => m.SlotCount > 0).All(m => members.Any(r => r.MasterId == m.Id)));
        foreach (var node in _nodes)
        {
            await Eventually.HoldsAsync("each node is ok", async () => (await node.SendAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal));
            await Eventually.HoldsAsync(
                "each replica follows", async () => (await node.SendAsync("ROLE")).StartsWith("master", StringComparison.Ordinal) || await node.FollowsAsync());
        }
    }

    /// <summary>The members, as the first node that answers sees them.</summary>
    public async Task<IReadOnlyList<ClusterMember>> MembersAsync()
    {
        foreach (var node in _nodes)
        {
            try
            {
                return ClusterMember.ParseAll(await node.SendAsync("CLUSTER", "NODES"));
            }
            catch (IOException)
            {
                // This one is away.
            }
        }

        throw new IOException("no node of the cluster answers");
    }

    public async Task<int> SlotAsync(string key) => int.Parse(await _nodes[0].SendAsync("CLUSTER", "KEYSLOT", key), CultureInfo.InvariantCulture);

    /// <summary>The master that has the slot. While none has it, waits until one is promoted.</summary>
    public async Task<RedisServer> OwnerAsync(int slot)
    {
        RedisServer? owner = null;
        await Eventually.HoldsAsync($"slot {slot} has a master", async () => (owner = (await MastersAsync()).FirstOrDefault(master => master.Self.Has(slot)).Node) is not null);
        return owner!;
    }

    /// <summary>The other servers of the master's slots.</summary>
    public async Task<RedisServer> ReplicaAsync(RedisServer master)
    {
        var members = await MembersAsync();
        string id = members.Single(m => m.Port == master.Port).Id;
        int port = members.First(m => m.MasterId == id).Port;
        return _nodes.Single(node => node.Port == port);
    }

    /// <summary>Moves a slot to another master, while clients use it, as <c>redis-cli --cluster reshard</c> does.</summary>
    /// <param name="meanwhile">Runs after the keys have moved and before the slot has.</param>
    public async Task MoveSlotAsync(int slot, RedisServer to, Func<Task>? meanwhile = null)
    {
        var from = await OwnerAsync(slot);
        if (from == to)
        {
            return;
        }

        string target = await to.SendAsync("CLUSTER", "MYID");
        await to.SendAsync("CLUSTER", "SETSLOT", Number(slot), "IMPORTING", await from.SendAsync("CLUSTER", "MYID"));
        await from.SendAsync("CLUSTER", "SETSLOT", Number(slot), "MIGRATING", target);
        while ((await from.SendAsync("CLUSTER", "GETKEYSINSLOT", Number(slot), "10")).Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } keys)
        {
            await from.SendAsync(["MIGRATE", "127.0.0.1", Number(to.Port), "", "0", "5000", "KEYS", .. keys]);
        }

        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        foreach (var (node, _) in (await MastersAsync()).OrderBy(master => master.Node == to ? 0 : master.Node == from ? 1 : 2))
        {
            await node.SendAsync("CLUSTER", "SETSLOT", Number(slot), "NODE", target);
        }
    }

    /// <summary>The replica of a master takes over in good order; the master becomes its replica.</summary>
    public async Task FailOverAsync(RedisServer master)
    {
        var replica = await ReplicaAsync(master);
        await replica.SendAsync("CLUSTER", "FAILOVER");
        await UntilAsync("the replica takes over", members => members.Any(m => m.Port == replica.Port && m.IsMaster));
    }

    /// <summary>A master without slots joins, with a replica.</summary>
    public async Task<RedisServer> AddAsync()
    {
        RedisServer[] added = [await LaunchAsync(), await LaunchAsync()];
        _nodes.AddRange(added);
        await MeetAsync(added[0]);
        await MeetAsync(added[1]);
        await UntilAsync("nodes join", members => members.Count == _nodes.Count && members.All(m => m.IsHealthy));
        await added[1].SendAsync("CLUSTER", "REPLICATE", await added[0].SendAsync("CLUSTER", "MYID"));
        await UntilWholeAsync();
        return added[0];
    }

    /// <summary>Waits until all running nodes see it so.</summary>
    public async Task UntilAsync(string what, Func<IReadOnlyList<ClusterMember>, bool> holds)
    {
        foreach (var node in _nodes.Where(node => node.IsRunning))
        {
            await Eventually.HoldsAsync(what, async () => holds(ClusterMember.ParseAll(await node.SendAsync("CLUSTER", "NODES"))));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>Each master as it says itself: others hear of its slots and its role some time later.</summary>
    private async Task<IReadOnlyList<(RedisServer Node, ClusterMember Self)>> MastersAsync()
    {
        var masters = new List<(RedisServer Node, ClusterMember Self)>();
        foreach (var node in _nodes.Where(node => node.IsRunning))
        {
            var self = ClusterMember.ParseAll(await node.SendAsync("CLUSTER", "NODES")).Single(member => member.IsMyself);
            if (self.IsMaster)
            {
                masters.Add((node, self));
            }
        }

        return masters;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Task<RedisServer> LaunchAsync() => RedisServer.StartAsync(
        _appendOnly, more: ["--cluster-enabled", "yes", "--cluster-node-timeout", NodeTimeout, "--cluster-port", Number(FreePort.Next()), "--repl-diskless-sync-delay", "0"]);

    private async Task MeetAsync(RedisServer node)
    {
        // 07c3… 127.0.0.1:21234@21999 myself,master - 0 0 0 connected
        string bus = ClusterMember.ParseAll(await node.SendAsync("CLUSTER", "NODES")).Single(m => m.IsMyself).BusPort;
        await _nodes[0].SendAsync("CLUSTER", "MEET", "127.0.0.1", Number(node.Port), bus);
    }
}
