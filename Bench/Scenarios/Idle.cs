using System.Diagnostics;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>Ten thousand watchers of a job without new events: the cost of each.</summary>
internal sealed class Idle : Scenario
{
    private const int Watchers = 10_000;

    public override string Name => "idle";

    public override async Task<IReadOnlyList<Figure>> RunAsync(Peer peer, double scale, CancellationToken cancellationToken)
    {
        await peer.CreateChannelsAsync(1, cancellationToken);
        using (var warm = new LoadClient())
        {
            Open(peer, warm, 100, _ => 0);
        }

        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        long empty = ProcessUsage.Memory(peer.Fronts);
        using var client = new LoadClient();
        Open(peer, client, Watchers, _ => 0);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken); // memory used for opening is given back
        long start = Stopwatch.GetTimestamp();
        var cpu = ProcessUsage.Cpu(peer.Processes);
        await Task.Delay(TimeSpan.FromSeconds(30), cancellationToken); // two heartbeats
        double cores = (ProcessUsage.Cpu(peer.Processes) - cpu) / Stopwatch.GetElapsedTime(start);
        long memory = ProcessUsage.Memory(peer.Fronts) - empty;
        return client.Closed > 0
            ? throw new LossException($"{peer.Name} closed {client.Closed} idle streams")
            :
            [
                new Figure("memory per idle watcher", memory / 1024.0 / Watchers, "KB", false),
                new Figure("CPU of 10,000 idle watchers", cores * 100, "% of a core", false),
            ];
    }
}
