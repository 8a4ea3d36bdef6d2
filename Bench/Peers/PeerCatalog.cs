namespace AspireStreaming.Bench.Peers;

/// <summary>The systems that can be measured.</summary>
internal static class PeerCatalog
{
    private static readonly Func<Peer>[] All =
    [
        () => new AspirePeer(),
        () => new AspireRedisPeer(1),
        () => new AspireRedisPeer(2),
        () => new NchanPeer(1, redis: false),
        () => new NchanPeer(2, redis: false),
        () => new NchanPeer(1, redis: true),
        () => new FastApiPeer(),
    ];

    public static IEnumerable<string> Names => All.Select(create => create().Name);

    public static Peer Create(string name) =>
        All.Select(create => create()).FirstOrDefault(peer => peer.Name == name)
        ?? throw new ArgumentException($"There is no peer '{name}'; there are {string.Join(", ", Names)}.");
}
