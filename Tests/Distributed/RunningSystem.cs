using AspireStreaming.Bench.Processes;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>The whole system as child processes, real Redis included: two Apis and two Workers.</summary>
public class RunningSystem : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _log = new();
    private LocalHost? _host;

    /// <summary>A lease that no test waits for, unless it says otherwise: what goes to another worker was handed back.</summary>
    protected virtual TimeSpan Lease => TimeSpan.FromMinutes(10);

    protected virtual string? Redis => null;

    protected virtual long MaxRounds => 1_000_000_000_000;

    protected virtual int MaxEventsPerJob => 100_000;

    internal LocalHost Host => _host ?? throw new InvalidOperationException("The system has not started.");

    /// <summary>One client per Api replica.</summary>
    internal IReadOnlyList<JobClient> Apis { get; private set; } = [];

    /// <summary>What the host and all children have said so far.</summary>
    internal string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public async Task InitializeAsync()
    {
        _host = await LocalHost.StartAsync(
            new LocalHostOptions
            {
                ApiPort = FreePort.Next(2),
                ApiReplicas = 2,
                WorkerReplicas = 2,
                RedisConnectionString = Redis,
                DataDirectory = _directory.Path,
                Environment = new Dictionary<string, string>
                {
                    ["Diagnostics__Enabled"] = "true",
                    ["Diagnostics__MaxRounds"] = $"{MaxRounds}",
                    ["Streaming__Lease"] = Lease.ToString("c"),
                    ["Streaming__MaxEventsPerJob"] = $"{MaxEventsPerJob}",
                    ["Api__Heartbeat"] = "00:00:00.300",
                },
                Log = new LogOutput(TextWriter.Synchronized(_log), colours: false),
            },
            CancellationToken.None);
        Apis = [.. Host.ApiUrls.Select(url => new JobClient(url))];
    }

    public async Task DisposeAsync()
    {
        foreach (var api in Apis)
        {
            api.Dispose();
        }

        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _directory.Dispose();
        string log = Log;
        await _log.DisposeAsync();
        Assert.Empty(ServerErrorChecker.Check(log.Split('\n'))); // a stream was cut, and its client came back
    }

    /// <summary>The worker that holds the claim on the only job that is running.</summary>
    internal async Task<ChildProcess> WorkerAtWorkAsync() => Worker(Assert.Single(await ClaimsAsync()).Value);

    /// <summary>The worker that holds the claim on this job, which is running.</summary>
    internal async Task<ChildProcess> WorkerAtWorkAsync(Guid jobId) =>
        Worker((await ClaimsAsync())[await RedisAsync("HGET", "jobs:entries", $"{jobId:D}")]);

    private int RedisPort => int.Parse(Host.RedisConnectionString.Split(':')[1]);

    /// <summary>A look past the product.</summary>
    internal Task<string> RedisAsync(params string[] command) =>
        RedisWire.SendAsync(RedisPort, command);

    private async Task<Dictionary<string, int>> ClaimsAsync()
    {
        using var redis = new RedisDirect(RedisPort);
        return await ClaimHolder.ClaimsAsync(redis);
    }

    private ChildProcess Worker(int pid) => Host.Workers.Single(worker => worker.Pid == pid);
}

/// <summary>The one system that all those tests share that stop nothing.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSystem : ICollectionFixture<RunningSystem>
{
    public const string Name = "shared system";
}
