using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>One watcher, a hundred events a second: the latency of each event.</summary>
internal sealed class Latency : Scenario
{
    public override string Name => "latency";

    private const double Rate = 100;

    public override bool Accepts(Peer peer) => peer.NodeCount == 1;

    public override async Task<IReadOnlyList<Figure>> RunAsync(Peer peer, double scale, CancellationToken cancellationToken)
    {
        if (peer is BareRedisPeer redis)
        {
            redis.Measure(500, (int)(1000 * scale)); // warm-up
            return Figures(redis.Measure(Rate, (int)(1000 * scale)));
        }

        await peer.CreateChannelsAsync(1, cancellationToken);
        using var client = new LoadClient();
        Open(peer, client, 1, _ => 0);
        if (peer is AspireEmbeddedPeer node)
        {
            AwaitAll(peer, client, await node.PublishAsync(10 * Rate, WarmUp, cancellationToken));
            client.SwapLatencies();
            AwaitAll(peer, client, await node.PublishAsync(Rate, TimeSpan.FromSeconds(10 * scale), cancellationToken));
            return Figures(client.SwapLatencies());
        }

        await using var publisher = peer.CreatePublisher(1);
        var publishing = new Publishing(publisher, 1);
        publishing.AtRate(10 * Rate, WarmUp);
        AwaitAll(peer, client, publishing.Published);
        client.SwapLatencies();
        publishing.AtRate(Rate, TimeSpan.FromSeconds(10 * scale));
        AwaitAll(peer, client, publishing.Published);
        return Figures(client.SwapLatencies());
    }

    private static IReadOnlyList<Figure> Figures(LatencyHistogram latencies) =>
        [
            new Figure("one watcher, p50", Micros(latencies.Percentile(0.5)), "us", false),
            new Figure("one watcher, p95", Micros(latencies.Percentile(0.95)), "us", false),
            new Figure("one watcher, p99", Micros(latencies.Percentile(0.99)), "us", false),
        ];
}
