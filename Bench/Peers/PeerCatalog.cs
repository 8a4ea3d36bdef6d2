namespace AspireStreaming.Bench.Peers;

/// <summary>The systems that can be measured.</summary>
internal static class PeerCatalog
{
    private static readonly Func<Peer>[] All =
    [
        () => new AspirePeer(),
        () => new AspireEmbeddedPeer(),
        () => new AspireRedisPeer(1),
        () => new AspireRedisPeer(2),
        () => new AspirePeer(telemetry: true),
        () => new AspireRedisPeer(1, telemetry: true),
        () => new AspireRedisPeer(1, tokens: true),
        () => new NchanPeer(1, redis: false),
        () => new NchanPeer(2, redis: false),
        () => new NchanPeer(1, redis: true),
        () => new BareRedisPeer(),
        () => new FastApiPeer(),
        () => new NodePeer("better-sse", redis: false),
        () => new DurableStreamsPeer(),
        () => new NodePeer("resumable-stream", redis: true),
        () => new SignalRPeer(),
        () => new AspireJobsPeer(),
        () => new AspireJobsPeer(replica: true),
        () => new AspireJobsPeer(replica: true, confirmed: true),
        () => new BullMqPeer(),
        () => new HangfirePeer(),
    ];

    /// <summary>All variants with their families.</summary>
    public static string Names => string.Join(", ", All.Select(create => create()).Select(p => p.Name == p.Family ? p.Name : $"{p.Family} ({p.Name})"));

    /// <returns>A maker for each system of that name or family.</returns>
    /// <exception cref="ArgumentException">No system has that name.</exception>
    public static IEnumerable<Func<Peer>> Find(string name)
    {
        var found = All.Where(create => create() is var peer && (peer.Name == name || peer.Family == name)).ToList();
        return found.Count > 0 ? found : throw new ArgumentException($"There is no '{name}'; there are {Names}.");
    }
}
