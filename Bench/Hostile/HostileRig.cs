using System.Globalization;
using System.Net;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Bench.Hostile;

/// <summary>One Api with its own Redis, as it is deployed except for a short <c>StallTimeout</c>; the bench writes the logs.</summary>
internal sealed class HostileRig : Peer
{
    private readonly List<JobWriter> _writers = [];
    private ServiceProvider? _store;
    private string _redis = "";
    private Guid[] _jobs = [];

    public override string Name => "hostile";

    public ServerProcess Api { get; private set; } = null!;

    public IPEndPoint Server => Nodes[0];

    /// <summary>The Api that the clients attack: the server, or a second one, which shows the effect of the shared machine alone.</summary>
    public IPEndPoint AttackedNode { get; private set; } = null!;

    /// <summary>A job with a log of 16 MiB, for clients that request more than they read.</summary>
    public Guid Large { get; private set; }

    public long ApiMemory => ProcessUsage.Memory([Api.Pid]);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        int redis = await StartRedisAsync(cancellationToken);
        _redis = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{redis}");
        (Api, AttackedNode) = await StartApiAsync(cancellationToken);
        Nodes = [AttackedNode];
        var services = new ServiceCollection();
        services.AddRedisConnection(ConfigurationOptions.Parse(_redis));
        services.AddSingleton(Options.Create(new StreamingOptions()));
        services.AddLogging();
        services.AddRedisStore();
        _store = services.BuildServiceProvider();
        var (large, writer) = await StartJobAsync(cancellationToken);
        Large = large;
        for (int i = 0; i < 2048; i++)
        {
            await writer.EmitAsync("", new TokenEvent("t", new string('x', 8 * 1024), 0), cancellationToken);
        }

        await writer.CommitAsync("", [new MetricUpdateEvent("m", 1)], null, null, cancellationToken);
    }

    /// <summary>Starts a second Api over the same Redis, for the hostile clients alone.</summary>
    public async Task<ServerProcess> AttackSecondApiAsync(CancellationToken cancellationToken)
    {
        (var other, AttackedNode) = await StartApiAsync(cancellationToken);
        return other;
    }

    /// <summary>From now on the hostile clients attack the server itself.</summary>
    public void AttackServer() => AttackedNode = Server;

    public override async Task CreateChannelsAsync(int count, CancellationToken cancellationToken)
    {
        var jobs = new List<(Guid Id, JobWriter Writer)>();
        for (int i = 0; i < count; i++)
        {
            jobs.Add(await StartJobAsync(cancellationToken));
        }

        _jobs = [.. jobs.Select(j => j.Id)];
        Channels = [.. jobs.Select(j => j.Writer)];
    }

    /// <summary>The writers of the channels.</summary>
    public IReadOnlyList<JobWriter> Channels { get; private set; } = [];

    public string StreamPath(int channel) => $"/api/jobs/{_jobs[channel]}/stream";

    public override IEventPublisher CreatePublisher(int connections) => new LogPublisher(Channels, BenchJobs.TextLength);

    public override byte[] WatchRequest(IPEndPoint node, int channel) => LoadClient.Get(node, StreamPath(channel));

    public Task UpAsync(CancellationToken cancellationToken) => WaitForPortAsync(Server.Port, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
        {
            await writer.DisposeAsync();
        }

        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private async Task<(ServerProcess Process, IPEndPoint Node)> StartApiAsync(CancellationToken cancellationToken)
    {
        int port = FreePort.Next();
        var process = StartServer(Executable.DotNet, ["exec", Path.Combine(AppContext.BaseDirectory, "Api.dll")], new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_CONTENTROOT"] = AppContext.BaseDirectory,
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ConnectionStrings__redis"] = _redis,
            ["Logging__LogLevel__Default"] = "Warning",
            ["Api__StallTimeout"] = "00:00:05",
        });
        await WaitForPortAsync(port, cancellationToken);
        return (process, Local(port));
    }

    private async Task<(Guid Id, JobWriter Writer)> StartJobAsync(CancellationToken cancellationToken)
    {
        var job = await BenchJobs.StartAsync(
            _store!.GetRequiredService<IJobStore>(), _store!.GetRequiredService<IJobLog>(), TimeProvider.System, NullLogger.Instance, cancellationToken);
        _writers.Add(job.Writer);
        return job;
    }
}
