using System.Diagnostics;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>A thousand jobs with one watcher each.</summary>
internal sealed class ManyJobs : Scenario
{
    private const int Jobs = 1000;

    public override string Name => "many-jobs";

    public override async Task<IReadOnlyList<Figure>> RunAsync(Peer peer, double scale, CancellationToken cancellationToken)
    {
        await peer.CreateChannelsAsync(Jobs, cancellationToken);
        await using var publisher = peer.CreatePublisher(8);
        using var client = new LoadClient();
        var publishing = new Publishing(publisher, Jobs);
        Open(peer, client, Jobs, i => i);
        publishing.InFlight(256, WarmUp, () => client.Received);
        AwaitAll(peer, client, publishing.Published);

        client.SwapLatencies();
        long before = publishing.Published;
        var cpu = ProcessUsage.Cpu(peer.Processes);
        long start = Stopwatch.GetTimestamp();
        publishing.InFlight(256, TimeSpan.FromSeconds(5 * scale), () => client.Received);
        AwaitAll(peer, client, publishing.Published);
        double perSecond = PerSecond(publishing.Published - before, start);
        var used = ProcessUsage.Cpu(peer.Processes) - cpu;
        return
        [
            new Figure("1,000 jobs x 1 watcher", perSecond, "events/s", true),
            new Figure("CPU of 1,000 x 1", used.TotalMicroseconds / (publishing.Published - before), "us/event", false),
            new Figure("p99 of 1,000 x 1", Micros(client.SwapLatencies().Percentile(0.99)), "us", false),
        ];
    }
}
