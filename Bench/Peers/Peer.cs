using System.Diagnostics;
using System.Net;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Bench.Load;

namespace AspireStreaming.Bench.Peers;

/// <summary>A measured system: its server processes, and how to make a channel, publish to it and watch it.</summary>
internal abstract class Peer : IAsyncDisposable
{
    /// <summary>Bytes of an event's data, the same for all systems.</summary>
    public const int EventBytes = 200;

    private readonly List<ServerProcess> _servers = [];
    private readonly List<ServerProcess> _publishers = [];
    private OtlpSink? _telemetry;

    /// <summary>The name in the output, and on the command line for this variant alone.</summary>
    public abstract string Name { get; }

    /// <summary>The name on the command line for all variants.</summary>
    public virtual string Family => Name;

    /// <summary>How many of its servers take watchers.</summary>
    public virtual int NodeCount => 1;

    /// <summary>Whether a watcher that comes later gets the events from the first on.</summary>
    public virtual bool Replays => true;

    /// <summary>Where watchers connect: one or more nodes.</summary>
    public IReadOnlyList<IPEndPoint> Nodes { get; protected set; } = [];

    /// <summary>All processes that work for deliveries: fronts, stores.</summary>
    public IEnumerable<int> Processes => _servers.Select(s => s.Pid);

    /// <summary>The processes that hold the watchers' connections.</summary>
    public virtual IEnumerable<int> Fronts => Processes;

    /// <summary>Starts the servers; ends when they answer.</summary>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Makes new channels (jobs) in place of the earlier ones.</summary>
    public abstract Task CreateChannelsAsync(int count, CancellationToken cancellationToken);

    /// <param name="connections">How many connections may be used to publish.</param>
    public abstract IEventPublisher CreatePublisher(int connections);

    /// <summary>The request that opens a stream from the channel's first event on.</summary>
    public abstract byte[] WatchRequest(IPEndPoint node, int channel);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var server in _publishers.Concat(Enumerable.Reverse(_servers)))
        {
            await server.DisposeAsync();
        }

        if (_telemetry is not null)
        {
            await _telemetry.DisposeAsync();
        }
    }

    /// <param name="publishes">It publishes events only, as the bench itself does for other systems: its work is not counted.</param>
    protected ServerProcess StartServer(
        string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, bool publishes = false)
    {
        var server = new ServerProcess(command, arguments, environment);
        server.Start();
        (publishes ? _publishers : _servers).Add(server);
        return server;
    }

    /// <summary>Starts a Redis for this peer, with the same durability for all peers: appended to a file, synced each second.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="replicaOf">The port of its master; 0 for a master.</param>
    protected async Task<int> StartRedisAsync(CancellationToken cancellationToken, int replicaOf = 0)
    {
        int port = FreePort.Next();
        var directory = Directory.CreateTempSubdirectory("bench-redis-");
        StartServer("redis-server",
            ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", directory.FullName, "--appendonly", "yes", "--save", "", "--loglevel", "warning",
             .. replicaOf == 0 ? Array.Empty<string>() : ["--replicaof", "127.0.0.1", $"{replicaOf}"]]);
        await WaitForPortAsync(port, cancellationToken);
        return port;
    }

    /// <summary>Starts a receiver of telemetry for this peer, if wanted.</summary>
    /// <returns>What a server needs to send its telemetry there; nothing if it has none to send.</returns>
    protected async Task<IReadOnlyDictionary<string, string>> StartTelemetryAsync(bool wanted, CancellationToken cancellationToken)
    {
        if (!wanted)
        {
            return new Dictionary<string, string>();
        }

        _telemetry = await OtlpSink.StartAsync(cancellationToken);
        return _telemetry.Variables;
    }

    /// <summary>Waits until telemetry arrives, if it was started: a measurement without it would mean nothing.</summary>
    protected async Task WaitForTelemetryAsync(CancellationToken cancellationToken)
    {
        for (long start = Stopwatch.GetTimestamp(); _telemetry is { Received: 0 }; await Task.Delay(50, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException("No telemetry arrived.");
            }
        }
    }

    protected static async Task WaitForPortAsync(int port, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new System.Net.Sockets.TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (System.Net.Sockets.SocketException) when (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    protected static IPEndPoint Local(int port) => new(IPAddress.Loopback, port);
}
