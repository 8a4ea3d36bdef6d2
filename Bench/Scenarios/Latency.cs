using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>One watcher, a hundred events a second: how long each takes.</summary>
internal sealed class Latency : Scenario
{
    public override string Name => "latency";

    public override async Task<IReadOnlyList<Figure>> RunAsync(Peer peer, double scale, CancellationToken cancellationToken)
    {
        await peer.CreateChannelsAsync(1, cancellationToken);
        await using var publisher = peer.CreatePublisher(1);
        using var client = new LoadClient();
        var publishing = new Publishing(publisher, 1);
        Open(peer, client, 1, _ => 0);
        publishing.AtRate(500, TimeSpan.FromSeconds(2 * scale)); // warm
        AwaitAll(peer, client, publishing.Published);
        client.SwapLatencies();
        publishing.AtRate(100, TimeSpan.FromSeconds(10 * scale));
        AwaitAll(peer, client, publishing.Published);
        var latencies = client.SwapLatencies();
        return
        [
            new Figure("one watcher, p50", Micros(latencies.Percentile(0.5)), "us", false),
            new Figure("one watcher, p95", Micros(latencies.Percentile(0.95)), "us", false),
            new Figure("one watcher, p99", Micros(latencies.Percentile(0.99)), "us", false),
        ];
    }
}
