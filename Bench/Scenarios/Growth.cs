using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>The cost of one delivery at several loads, also beside many idle jobs and watchers: constant if only deliveries cost.</summary>
internal sealed class Growth : Scenario
{
    private const int IdleJobs = 4000;

    public override string Name => "growth";

    public override async Task<IReadOnlyList<Figure>> RunAsync(Peer peer, double scale, CancellationToken cancellationToken)
    {
        await MeasureAsync(peer, 1000, 200, WarmUp, 0, cancellationToken);
        var duration = TimeSpan.FromSeconds(6 * scale);
        var figures = new List<Figure>();
        foreach (var (watchers, rate, idle) in new[]
        {
            (250, 100, 0), (500, 100, 0), (1000, 100, 0), (1000, 50, 0), (1000, 25, 0), (4000, 25, 0), (1000, 100, IdleJobs),
        })
        {
            figures.Add(await MeasureAsync(peer, watchers, rate, duration, idle, cancellationToken));
        }

        return figures;
    }

    private static async Task<Figure> MeasureAsync(
        Peer peer, int watchers, int rate, TimeSpan duration, int idle, CancellationToken cancellationToken)
    {
        await peer.CreateChannelsAsync(1 + idle, cancellationToken);
        await using var publisher = peer.CreatePublisher(1);
        var publishing = new Publishing(publisher, 1);
        using var others = new LoadClient();
        Open(peer, others, idle, i => 1 + i);
        using var client = new LoadClient();
        Open(peer, client, watchers, _ => 0);
        var cpu = ProcessUsage.Cpu(peer.Processes);
        publishing.AtRate(rate, duration);
        AwaitAll(peer, client, publishing.Published * watchers);
        var used = ProcessUsage.Cpu(peer.Processes) - cpu;
        string name = $"{watchers} watchers, {rate} events/s{(idle == 0 ? "" : $", beside {idle} idle jobs and watchers")}";
        return new Figure(name, used.TotalMicroseconds / (publishing.Published * watchers), "us/delivery", false);
    }
}
