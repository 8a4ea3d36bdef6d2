using System.Net;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Bench.Load;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Bench.Peers;

/// <summary>This system as it is deployed: Api processes over Redis, into which the bench writes events as a Worker does.</summary>
/// <param name="telemetry">The Api processes send traces, metrics and logs.</param>
/// <param name="tokens">Each watcher has a token, which the Api checks, and counts for the limits of its caller.</param>
internal sealed class AspireRedisPeer(int nodes, bool telemetry = false, bool tokens = false) : Peer
{
    private readonly List<ServerProcess> _apis = [];
    private ServiceProvider? _store;
    private Guid[] _jobs = [];
    private JobWriter[] _writers = [];
    private TokenAuthority? _authority;
    private string? _token;

    public override string Name => "aspire-redis" + (nodes == 1 ? "" : $"-{nodes}n") + (telemetry ? "-otel" : "") + (tokens ? "-jwt" : "");

    public override string Family => telemetry ? "aspire-otel" : tokens ? "aspire-jwt" : "aspire";

    public override int NodeCount => nodes;

    public override IEnumerable<int> Fronts => _apis.Select(a => a.Pid);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        int redis = await StartRedisAsync(cancellationToken);
        var ports = Enumerable.Range(0, nodes).Select(_ => FreePort.Next()).ToArray();
        var exporter = await StartTelemetryAsync(telemetry, cancellationToken);
        var settings = new Dictionary<string, string>([.. ApiEnvironment.Variables, .. exporter]);
        if (tokens)
        {
            _authority = await TokenAuthority.StartAsync();
            _token = _authority.Token("bench", scope: "ops", lifetime: TimeSpan.FromHours(2));
            foreach (var (key, value) in _authority.Settings)
            {
                settings[key.Replace(":", "__", StringComparison.Ordinal)] = value!;
            }

            settings["Limits__OpenStreams"] = "100000"; // counted, and never reached
        }

        foreach (int port in ports)
        {
            _apis.Add(StartServer(Executable.DotNet, ["exec", Path.Combine(AppContext.BaseDirectory, "Api.dll")], new Dictionary<string, string>(settings)
            {
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                ["ConnectionStrings__redis"] = $"127.0.0.1:{redis}",
                ["Logging__LogLevel__Default"] = "Warning",
            }));
            await WaitForPortAsync(port, cancellationToken);
        }

        await WaitForTelemetryAsync(cancellationToken);
        Nodes = [.. ports.Select(Local)];
        var services = new ServiceCollection();
        services.AddRedisConnection(new() { EndPoints = { { "127.0.0.1", redis } } });
        services.AddSingleton(Options.Create(new StreamingOptions { MaxEventsPerJob = 10_000_000 }));
        services.AddLogging();
        services.AddRedisStore();
        _store = services.BuildServiceProvider();
    }

    public override async Task CreateChannelsAsync(int count, CancellationToken cancellationToken)
    {
        await StopWritersAsync();
        var jobs = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => BenchJobs.StartAsync(
            _store!.GetRequiredService<IJobStore>(), _store!.GetRequiredService<IJobLog>(), TimeProvider.System, NullLogger.Instance, cancellationToken)));
        (_jobs, _writers) = ([.. jobs.Select(j => j.Id)], [.. jobs.Select(j => j.Writer)]);
    }

    public override IEventPublisher CreatePublisher(int connections) => new LogPublisher(_writers, BenchJobs.TextLength);

    public override byte[] WatchRequest(IPEndPoint node, int channel) => LoadClient.Get(node, $"/api/jobs/{_jobs[channel]}/stream", token: _token);

    public override async ValueTask DisposeAsync()
    {
        await StopWritersAsync();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await base.DisposeAsync();
        if (_authority is not null)
        {
            await _authority.DisposeAsync();
        }
    }

    private async Task StopWritersAsync()
    {
        foreach (var writer in _writers)
        {
            await writer.DisposeAsync();
        }
    }
}
