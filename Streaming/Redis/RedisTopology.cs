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

    private const int Unknown = 0;
    private const int Plain = 1;
    private const int Sharded = 2;
    private volatile int _channels = Unknown;

    /// <summary>The command that publishes on a channel.</summary>
    public string Publish => IsSharded() ? "SPUBLISH" : "PUBLISH";

    /// <summary>Where the channels are now.</summary>
    /// <exception cref="RedisException">No server can be reached.</exception>
    /// <exception cref="IOException">No server can be reached.</exception>
    public async Task<PubSubRoutes> RoutesAsync()
    {
        // The server that takes the commands; any master of a cluster.
        var endpoint = await connection.GetDatabase().IdentifyEndpointAsync() ?? throw new IOException("Redis is away.");
        var server = connection.GetServer(endpoint);
        _channels = ChannelsOf(server);
        if (_channels != Sharded)
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

    private bool IsSharded()
    {
        if (_channels == Unknown && Array.Find(connection.GetServers(), server => server.IsConnected) is { } server)
        {
            _channels = ChannelsOf(server);
        }

        return _channels == Sharded;
    }

    private static int ChannelsOf(IServer server) => server.ServerType == ServerType.Cluster && server.Version >= FirstSharded ? Sharded : Plain;
}
