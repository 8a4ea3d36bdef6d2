using System.Diagnostics;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>Ten thousand events a second over a hundred jobs, each watched on every node.</summary>
internal sealed class EndToEnd : Scenario
{
    private const int Jobs = 100;
    private const int EventsPerSecond = 10_000;

    public override string Name => "end-to-end";

    public override bool Accepts(Peer peer) => peer.NodeCount == 2;

    public override async Task<IReadOnlyList<Figure>> RunAsync(Peer peer, double scale, CancellationToken cancellationToken)
    {
        await peer.CreateChannelsAsync(Jobs, cancellationToken);
        await using var publisher = peer.CreatePublisher(8);
        using var client = new LoadClient();
        var publishing = new Publishing(publisher, Jobs);
        int watchers = Jobs * peer.Nodes.Count;
        Open(peer, client, watchers, i => i / peer.Nodes.Count);
        publishing.AtRate(EventsPerSecond, WarmUp);
        AwaitAll(peer, client, publishing.Published * peer.Nodes.Count);

        client.SwapLatencies();
        long before = publishing.Published;
        var cpu = ProcessUsage.Cpu(peer.Processes);
        long start = Stopwatch.GetTimestamp();
        double reached = publishing.AtRate(EventsPerSecond, TimeSpan.FromSeconds(10 * scale));
        AwaitAll(peer, client, publishing.Published * peer.Nodes.Count);
        double delivered = PerSecond((publishing.Published - before) * peer.Nodes.Count, start);
        var used = ProcessUsage.Cpu(peer.Processes) - cpu;
        var latencies = client.SwapLatencies();
        return
        [
            new Figure("end to end, published", reached, "events/s", true),
            new Figure("end to end, delivered", delivered, "deliveries/s", true),
            new Figure("end to end, p50", Micros(latencies.Percentile(0.5)), "us", false),
            new Figure("end to end, p99", Micros(latencies.Percentile(0.99)), "us", false),
            new Figure("end to end, CPU", used.TotalMicroseconds / (publishing.Published - before), "us/event", false),
        ];
    }
}
