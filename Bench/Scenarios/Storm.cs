using System.Diagnostics;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>Ten thousand watchers connect at once, each for the last events of one job. Others have connected before: the code is compiled.</summary>
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
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < WarmUp;)
        {
            using var first = new LoadClient();
            Connect(peer, first, Watchers / 10);
        }

        using var client = new LoadClient();
        long start = Stopwatch.GetTimestamp();
        var cpu = ProcessUsage.Cpu(peer.Processes);
        Connect(peer, client, Watchers);
        var took = Stopwatch.GetElapsedTime(start);
        var used = ProcessUsage.Cpu(peer.Processes) - cpu;
        return
        [
            new Figure("10,000 connect at once", Watchers / took.TotalSeconds, "watchers/s", true),
            new Figure("CPU of a connect", used.TotalMicroseconds / Watchers, "us", false),
        ];
    }

    private static void Connect(Peer peer, LoadClient client, int watchers)
    {
        for (int i = 0; i < watchers; i++)
        {
            var node = peer.Nodes[i % peer.Nodes.Count];
            client.Watch(node, peer.WatchRequest(node, 0), 0);
        }

        AwaitAll(peer, client, (long)watchers * Events);
    }
}
