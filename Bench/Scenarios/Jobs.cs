using System.Diagnostics;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;

namespace AspireStreaming.Bench.Scenarios;

/// <summary>Jobs that report five updates and do nothing else, started as fast as the system takes them.</summary>
internal sealed class Jobs : Scenario
{
    private const int InFlight = 64;
    private const int Connections = 32;

    public override string Name => "jobs";

    public override bool Accepts(Peer peer) => peer is JobPeer;

    public override async Task<IReadOnlyList<Figure>> RunAsync(Peer peer, double scale, CancellationToken cancellationToken)
    {
        var system = (JobPeer)peer;
        await peer.CreateChannelsAsync(Connections, cancellationToken);
        await using var publisher = peer.CreatePublisher(Connections);
        var publishing = new Publishing(publisher, Connections);
        using var redis = system.Connect();
        long start = Stopwatch.GetTimestamp();
        do
        {
            await RunAsync(system, redis, publishing, 500, cancellationToken);
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUp);

        int jobs = (int)(5000 * scale);
        var cpu = ProcessUsage.Cpu(peer.Processes);
        var redisCpu = ProcessUsage.Cpu([system.RedisPid]);
        start = Stopwatch.GetTimestamp();
        await RunAsync(system, redis, publishing, jobs, cancellationToken);
        double perSecond = PerSecond(jobs, start);
        var used = ProcessUsage.Cpu(peer.Processes) - cpu;
        var redisUsed = ProcessUsage.Cpu([system.RedisPid]) - redisCpu;
        long completed = await system.CompletedAsync(redis);
        return completed != publishing.Published
            ? throw new LossException($"{peer.Name}: {completed} of {publishing.Published} jobs were completed")
            :
            [
                new Figure("jobs started and finished", perSecond, "jobs/s", true),
                new Figure("CPU of a job", used.TotalMicroseconds / jobs, "us/job", false),
                new Figure("CPU of a job in Redis", redisUsed.TotalMicroseconds / jobs, "us/job", false),
            ];
    }

    /// <summary>Starts jobs, and waits until all have ended.</summary>
    /// <exception cref="LossException">None ended for a while.</exception>
    private static async Task RunAsync(JobPeer peer, RedisDirect redis, Publishing publishing, int jobs, CancellationToken cancellationToken)
    {
        publishing.Count(jobs, InFlight);
        long ended = -1;
        for (long since = Stopwatch.GetTimestamp(); ended < publishing.Published; await Task.Delay(5, cancellationToken))
        {
            long now = await peer.EndedAsync(redis, publishing.Published);
            if (now != ended)
            {
                (ended, since) = (now, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new LossException($"{peer.Name}: {publishing.Published - ended} of {publishing.Published} jobs do not end");
            }
        }
    }
}
