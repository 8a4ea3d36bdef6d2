using System.Globalization;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Chaos;

/// <summary>The whole system as child processes, with a bad network of our own between it and its Redis.</summary>
internal sealed class ChaosSystem : IAsyncDisposable
{
    private readonly string _directory;
    private readonly TextWriter _log;
    private readonly ClockOffset? _clock;

    private ChaosSystem(string directory, TextWriter log, LocalRedis redis, RedisProxy proxy, LocalHost host, ClockOffset? clock)
    {
        (_directory, _log, Redis, Proxy, Host, _clock) = (directory, log, redis, proxy, host, clock);
        (Apis, Workers) = ([.. host.Apis], [.. host.Workers]);
    }

    public LocalRedis Redis { get; }

    public RedisProxy Proxy { get; }

    public LocalHost Host { get; }

    public IReadOnlyList<ChildProcess> Apis { get; }

    public IReadOnlyList<ChildProcess> Workers { get; }

    public int RedisPort => PortOf(Redis);

    /// <summary>Null where the processes' clocks can't be set.</summary>
    public ClockOffset? Clock => _clock;

    /// <summary>What all processes have said, for whoever looks into a failure.</summary>
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
        var writer = TextWriter.Synchronized(new StreamWriter(Path.Combine(directory, "system.log")) { AutoFlush = true });
        var log = new LogOutput(writer, colours: false);
        LocalRedis? redis = null;
        RedisProxy? proxy = null;
        try
        {
            redis = await LocalRedis.StartAsync(Path.Combine(directory, "redis"), log, TimeSpan.FromSeconds(8), cancellationToken);
            await SyncAlwaysAsync(redis);
            proxy = new RedisProxy(FreePort.Next(), PortOf(redis));
            var clock = ClockOffset.Find(directory);
            var host = await LocalHost.StartAsync(
                new LocalHostOptions
                {
                    ApiPort = FreePort.Next(options.Apis),
                    ApiReplicas = options.Apis,
                    WorkerReplicas = options.Workers,
                    RedisConnectionString = $"127.0.0.1:{proxy.Port}",
                    Environment = Variables(options, clock),
                    Log = log,
                },
                cancellationToken);
            return new ChaosSystem(directory, writer, redis, proxy, host, clock);
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

            await writer.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9, and another start on the same data after a while.</summary>
    public async Task KillRedisAsync(TimeSpan down)
    {
        await Redis.Process.KillAsync();
        await Redis.StopAsync(); // so that it stays down
        await Task.Delay(down);
        await Redis.StartAsync(CancellationToken.None);
        await SyncAlwaysAsync(Redis);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Proxy.DisposeAsync();
        await Redis.DisposeAsync();
        await _log.DisposeAsync();
        if (!Keep)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    /// <summary>With <c>everysec</c> redis may acknowledge writes that a kill -9 takes away again; here nothing acknowledged may go.</summary>
    private static async Task SyncAlwaysAsync(LocalRedis redis)
    {
        using var direct = new RedisDirect(PortOf(redis));
        await direct.SendAsync("CONFIG", "SET", "appendfsync", "always");
    }

    private static int PortOf(LocalRedis redis) => int.Parse(redis.ConnectionString.Split(':')[1], CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Variables(ChaosOptions options, ClockOffset? clock)
    {
        var variables = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_gcServer"] = "0",
            ["Diagnostics__Enabled"] = "true",
            ["Streaming__Lease"] = options.Lease.ToString("c"),
            ["Streaming__StoreTimeout"] = "00:00:02",
            ["Streaming__QuietPeriod"] = "00:00:02",
            ["Streaming__MaxAttempts"] = "100", // here a worker's death is nobody's fault but ours
            ["Worker__RetryDelay"] = "00:00:00.200",
            ["Api__Heartbeat"] = "00:00:01",
            ["Api__RetryLeast"] = "00:00:00.100",
            ["Api__RetryMost"] = "00:00:01",
        };
        foreach (var (key, value) in clock?.Variables ?? new Dictionary<string, string>())
        {
            variables[key] = value;
        }

        return variables;
    }
}
