using System.Diagnostics;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>Joining late: a job with ten thousand events, from its first one on.</summary>
internal sealed class Replay : Scenario
{
    private const int Events = 10_000;
    private const int Joiners = 100;

    public override string Name => "replay";

    public override bool Accepts(Peer peer) => base.Accepts(peer) && peer.Replays;

    public override async Task<IReadOnlyList<Figure>> RunAsync(Peer peer, double scale, CancellationToken cancellationToken)
    {
        await peer.CreateChannelsAsync(1, cancellationToken);
        await using var publisher = peer.CreatePublisher(1);
        new Publishing(publisher, 1).Count(Events, 32);
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUp)
        {
            Join(peer, 4);
        }

        double[] alone = [.. Enumerable.Range(0, Math.Max(3, (int)(9 * scale))).Select(_ => Join(peer, 1).TotalMilliseconds).Order()];
        double[] together = [.. Enumerable.Range(0, Math.Max(1, (int)(5 * scale))).Select(_ => Join(peer, Joiners).TotalSeconds).Order()];
        return
        [
            new Figure("replay of 10,000 events, one joiner", alone[alone.Length / 2], "ms", false),
            new Figure("replay of 10,000 events, 100 joiners", (double)Events * Joiners / together[together.Length / 2], "deliveries/s", true),
        ];
    }

    private static TimeSpan Join(Peer peer, int joiners)
    {
        using var client = new LoadClient();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < joiners; i++)
        {
            var node = peer.Nodes[i % peer.Nodes.Count];
            client.Watch(node, peer.WatchRequest(node, 0), 0);
        }

        AwaitAll(peer, client, (long)Events * joiners);
        return Stopwatch.GetElapsedTime(start);
    }
}
