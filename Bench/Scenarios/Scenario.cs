using System.Diagnostics;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>One measurement of a system.</summary>
internal abstract class Scenario
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The load before the measurement, the same for all systems: some compile their code while it runs. Code that runs once a second is
    /// compiled for the last time after a minute or more.
    /// </summary>
    public TimeSpan WarmUp { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The name on the command line and in the output.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the scenario makes sense for a system.</summary>
    public virtual bool Accepts(Peer peer) => peer is { NodeCount: 1 } and not (BareRedisPeer or AspireEmbeddedPeer);

    /// <summary>Measures once, on a running system.</summary>
    /// <param name="scale">1 for the whole measurement, less for a quicker one: multiplies durations.</param>
    /// <exception cref="LossException">An event was lost, doubled or came out of order.</exception>
    public abstract Task<IReadOnlyList<Figure>> RunAsync(Peer peer, double scale, CancellationToken cancellationToken);

    /// <summary>Opens streams, evenly over the nodes, and waits until they are open.</summary>
    protected static void Open(Peer peer, LoadClient client, int watchers, Func<int, int> channel)
    {
        const int together = 200;
        for (int i = 0; i < watchers; i++)
        {
            var node = peer.Nodes[i % peer.Nodes.Count];
            client.Watch(node, peer.WatchRequest(node, channel(i)), channel(i));
            if (i % together == together - 1 && !client.WaitUntil(() => client.Open > i - together, Patience))
            {
                throw new InvalidOperationException($"{peer.Name} opened {client.Open} of {i + 1} streams.");
            }
        }

        if (!client.WaitUntil(() => client.Open == watchers, Patience))
        {
            throw new InvalidOperationException($"{peer.Name} opened {client.Open} of {watchers} streams.");
        }
    }

    /// <summary>Waits until every watcher has every event.</summary>
    /// <exception cref="LossException">A watcher missed an event, or got one twice.</exception>
    protected static void AwaitAll(Peer peer, LoadClient client, long deliveries)
    {
        bool all = client.WaitUntil(() => client.Received >= deliveries, Patience);
        if (!all || client.Holes > 0 || client.Doubles > 0)
        {
            throw new LossException(
                $"{peer.Name}: {deliveries - client.Received} of {deliveries} deliveries lost ({client.Holes} holes), {client.Doubles} doubled or out of order, {client.Closed} streams closed");
        }
    }

    protected static double Micros(TimeSpan time) => time.TotalMicroseconds;

    protected static double PerSecond(long count, long since) => count / Stopwatch.GetElapsedTime(since).TotalSeconds;
}
