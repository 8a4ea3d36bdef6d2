using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Chaos;

/// <summary>The system of the AppHost, with a faulty network between it and its Redis.</summary>
internal sealed class ChaosSystem : IAsyncDisposable
{
    private readonly string _directory;
    private readonly TextWriter _log;
    private readonly ClockOffset? _clock;

    private ChaosSystem(string directory, TextWriter log, RedisServer? redis, RedisProxy? proxy, IChaosGroup? group, RunningApp app, ClockOffset? clock, ChaosOptions options) =>
        (_directory, _log, Redis, Proxy, Group, App, _clock, Options) = (directory, log, redis, proxy, group, app, clock, options);

    public ChaosOptions Options { get; }

    /// <summary>What Redis acknowledged survives a kill -9: its append-only file is synced at each write. Null for a group of servers.</summary>
    public RedisServer? Redis { get; }

    /// <summary>Null for a group: its servers tell clients their own addresses.</summary>
    public RedisProxy? Proxy { get; }

    /// <summary>Null for one server.</summary>
    public IChaosGroup? Group { get; }

    public ChaosCluster? Cluster => Group as ChaosCluster;

    public ChaosSentinels? Sentinels => Group as ChaosSentinels;

    /// <summary>All servers, or the one.</summary>
    public IReadOnlyList<RedisServer> Servers => Group?.Nodes ?? [Redis!];

    public RunningApp App { get; }

    public IReadOnlyList<RunningProcess> Apis => App.Apis;

    public IReadOnlyList<RunningProcess> Workers => App.Workers;

    public int[] RedisPorts => Group?.Ports ?? [Redis!.Port];

    /// <summary>The ports of the servers that have the keys.</summary>
    public async Task<IReadOnlyList<int>> MastersAsync() => Group is null ? RedisPorts : await Group.MastersAsync();

    /// <summary>Null if the processes' clocks can't be set.</summary>
    public ClockOffset? Clock => _clock;

    /// <summary>The output of all processes, to examine a failure.</summary>
    public string LogFile => Path.Combine(_directory, "system.log");

    /// <summary>Its lines so far, while processes may write more.</summary>
    public IEnumerable<string> ReadLog()
    {
        using var reader = new StreamReader(new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Keeps the directory with the log and the data after the end.</summary>
    public bool Keep { get; set; }

    public static async Task<ChaosSystem> StartAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        string directory = Directory.CreateTempSubdirectory("chaos-").FullName;
        var log = TextWriter.Synchronized(new StreamWriter(Path.Combine(directory, "system.log")) { AutoFlush = true });
        RedisServer? redis = null;
        RedisProxy? proxy = null;
        IChaosGroup? group = null;
        try
        {
            switch (options.Redis)
            {
                case ChaosRedis.Cluster:
                    group = await ChaosCluster.StartAsync(options.Seed);
                    break;
                case ChaosRedis.Sentinel:
                    group = await ChaosSentinels.StartAsync(options.Replicas);
                    break;
                default:
                    redis = await RedisServer.StartAsync(appendOnly: true);
                    proxy = new RedisProxy(FreePort.Next(), redis.Port);
                    break;
            }

            var clock = ClockOffset.Find(directory);
            var app = await RunningApp.StartAsync(
                new RunningAppOptions
                {
                    DataDirectory = directory,
                    Redis = group?.ConnectionString ?? $"127.0.0.1:{proxy!.Port}",
                    Apis = options.Apis,
                    Workers = options.Workers,
                    Variables = clock is null ? Variables(options) : new Dictionary<string, string>([.. Variables(options), .. clock.Variables]),
                    Log = log,
                },
                cancellationToken);
            return new ChaosSystem(directory, log, redis, proxy, group, app, clock, options);
        }
        catch
        {
            if (proxy is not null)
            {
                await proxy.DisposeAsync();
            }

            if (redis is not null)
            {
                await redis.DisposeAsync();
            }

            if (group is not null)
            {
                await group.DisposeAsync();
            }

            await log.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9, and another start on the same data after a delay.</summary>
    public async Task KillRedisAsync(TimeSpan down)
    {
        await Redis!.KillAsync();
        await Task.Delay(down);
        await Redis.RestartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await (Proxy?.DisposeAsync() ?? default);
        await (Redis?.DisposeAsync() ?? default);
        await (Group?.DisposeAsync() ?? default);
        await _log.DisposeAsync();
        if (!Keep)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    /// <summary>Settings with short times, for all processes.</summary>
    public static IReadOnlyDictionary<string, string> Variables(ChaosOptions options) => new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["DOTNET_gcServer"] = "0",
        ["Diagnostics__Enabled"] = "true",
        ["Streaming__Lease"] = options.Lease.ToString("c"),
        ["Streaming__StoreTimeout"] = "00:00:02",
        ["Streaming__QuietPeriod"] = "00:00:02",
        ["Streaming__ReplicasToWait"] = $"{options.Replicas}",
        ["Streaming__QueueShards"] = $"{options.Queues.Count}",
        ["Streaming__MaxAttempts"] = "100", // here only the bench ends workers
        ["Worker__RetryDelay"] = "00:00:00.200",
        ["Api__Heartbeat"] = "00:00:01",
        ["Api__RetryLeast"] = "00:00:00.100",
        ["Api__RetryMost"] = "00:00:01",
    };
}
