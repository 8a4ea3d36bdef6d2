using System.Net;
using System.Text;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Peers;

/// <summary>
/// A system whose jobs are started by POST at one process and executed by another one, through Redis. A job has one step, which reports its
/// progress five times. For the scenario <c>jobs</c> only: nobody watches.
/// </summary>
internal abstract class JobPeer : Peer
{
    /// <summary>Jobs that the worker executes at a time.</summary>
    public const int Slots = 16;

    public const int Updates = 5;

    private int _connections;
    private int _redis;

    public override int NodeCount => 0;

    protected abstract string StartPath { get; }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _redis = await StartRedisAsync(cancellationToken);
        int port = FreePort.Next();
        await StartAsync(port, _redis, cancellationToken);
        await WaitForPortAsync(port, cancellationToken);
        Nodes = [Local(port)];
    }

    public override Task CreateChannelsAsync(int count, CancellationToken cancellationToken)
    {
        _connections = count;
        return Task.CompletedTask;
    }

    public override IEventPublisher CreatePublisher(int connections)
    {
        byte[] body = Encoding.ASCII.GetBytes($"{{\"updates\":{Updates}}}");
        return new HttpPublisher(Nodes[0], [.. Enumerable.Repeat(StartPath, _connections)], (_, _) => body, connections, keyed: true);
    }

    public override byte[] WatchRequest(IPEndPoint node, int channel) => throw new NotSupportedException();

    public int RedisPid => Processes.First();

    /// <summary>A connection to the system's Redis.</summary>
    public RedisDirect Connect() => new(_redis);

    /// <summary>How many of the started jobs have ended.</summary>
    public abstract Task<long> EndedAsync(RedisDirect redis, long started);

    /// <summary>How many jobs were completed, with all that a completed job leaves.</summary>
    public abstract Task<long> CompletedAsync(RedisDirect redis);

    /// <summary>Starts the two processes. The one that takes jobs listens at the port.</summary>
    protected abstract Task StartAsync(int port, int redis, CancellationToken cancellationToken);
}
