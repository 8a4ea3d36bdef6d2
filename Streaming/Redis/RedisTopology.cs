using System.Net;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Whether Redis is a cluster, and which of its servers has which slot. In a cluster all channels are sharded: a message goes to the
/// servers of its channel's slot, and not to all.
/// </summary>
internal sealed class RedisTopology(IConnectionMultiplexer connection)
{
    private static readonly Version FirstSharded = new(7, 0);

    private volatile Kind _kind;

    /// <summary>The kind of Redis that was seen last.</summary>
    private enum Kind
    {
        Unknown,
        Single,

        /// <summary>A cluster whose messages go to all of its servers.</summary>
        Cluster,
        Sharded,
    }

    /// <summary>The command that publishes on a channel.</summary>
    public string Publish => Find() == Kind.Sharded ? "SPUBLISH" : "PUBLISH";

    /// <summary>False while no server can be reached.</summary>
    public bool IsCluster => Find() is Kind.Cluster or Kind.Sharded;

    /// <returns>The server that takes the writes of a key, as the client library knows it. Null when none can be reached.</returns>
    public IServer? MasterOf(RedisKey key)
    {
        try
        {
            return connection.GetServer(key, flags: CommandFlags.DemandMaster);
        }
        catch (Exception e) when (e is RedisException or InvalidOperationException) // the latter when it knows no server at all
        {
            return null;
        }
    }

    /// <summary>Where the channels are now.</summary>
    /// <exception cref="RedisException">No server can be reached.</exception>
    /// <exception cref="IOException">No server can be reached.</exception>
    public async Task<PubSubRoutes> RoutesAsync()
    {
        // The server that takes the commands; any master of a cluster.
        var endpoint = await connection.GetDatabase().IdentifyEndpointAsync() ?? throw new IOException("Redis is away.");
        var server = connection.GetServer(endpoint);
        _kind = KindOf(server);
        if (_kind != Kind.Sharded)
        {
            return new PubSubRoutes(endpoint);
        }

        // 0 5460 [ 127.0.0.1 6379 id … ] [ replica … ] …
        var owners = new EndPoint?[HashSlot.Count];
        foreach (var range in (await server.ExecuteAsync("EVAL", RedisScript.Slots.Text, 0)).Items().Select(RedisReplies.Items))
        {
            owners.AsSpan((int)range[0]..((int)range[1] + 1)).Fill(Address(range[2].Items(), endpoint));
        }

        return new PubSubRoutes(owners);
    }

    /// <param name="node">Host and port. The host is empty when the node does not know its own, or unknown: then it is that of the server that says so.</param>
    private static EndPoint Address(RedisResult[] node, EndPoint server)
    {
        string host = (string?)node[0] is { Length: > 0 } name && name != "?" ? name : server switch
        {
            DnsEndPoint dns => dns.Host,
            IPEndPoint ip => ip.Address.ToString(),
            _ => "localhost",
        };
        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, (int)node[1]) : new DnsEndPoint(host, (int)node[1]);
    }

    private Kind Find()
    {
        if (_kind == Kind.Unknown && Array.Find(connection.GetServers(), server => server.IsConnected) is { } server)
        {
            _kind = KindOf(server);
        }

        return _kind;
    }

    private static Kind KindOf(IServer server) =>
        server.ServerType != ServerType.Cluster ? Kind.Single : server.Version >= FirstSharded ? Kind.Sharded : Kind.Cluster;
}
