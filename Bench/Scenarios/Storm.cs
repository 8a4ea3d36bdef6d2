using System.Diagnostics;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>Ten thousand watchers connect at once, each for the last events of one job.</summary>
internal sealed class Storm : Scenario
{
    private const int Watchers = 10_000;
    private const int Events = 100;

    public override string Name => "storm";

    public override bool Accepts(Peer peer) => base.Accepts(peer) && peer.Replays;

    public override async Task<IReadOnlyList<Figure>> RunAsync(Peer peer, double scale, CancellationToken cancellationToken)
    {
        await peer.CreateChannelsAsync(1, cancellationToken);
        await using var publisher = peer.CreatePublisher(1);
        new Publishing(publisher, 1).Count(Events, 32);
        using var client = new LoadClient();
        long start = Stopwatch.GetTimestamp();
        var cpu = ProcessUsage.Cpu(peer.Processes);
        for (int i = 0; i < Watchers; i++)
        {
            var node = peer.Nodes[i % peer.Nodes.Count];
            client.Watch(node, peer.WatchRequest(node, 0), 0);
        }

        AwaitAll(peer, client, (long)Watchers * Events);
        var took = Stopwatch.GetElapsedTime(start);
        var used = ProcessUsage.Cpu(peer.Processes) - cpu;
        return
        [
            new Figure("10,000 connect at once", Watchers / took.TotalSeconds, "watchers/s", true),
            new Figure("CPU of a connect", used.TotalMicroseconds / Watchers, "us", false),
        ];
    }
}
