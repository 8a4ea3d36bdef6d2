using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Upgrade;

/// <summary>A Redis, two Apis and two workers, each of one of two versions.</summary>
internal sealed class UpgradeSystem : IAsyncDisposable
{
    private readonly string _directory;
    private readonly TextWriter _log;

    private UpgradeSystem(string directory, TextWriter log, RedisServer redis, IReadOnlyDictionary<string, string> variables)
    {
        (_directory, _log, Redis) = (directory, log, redis);
        Apis = [.. Enumerable.Range(0, 2).Select(k => new VersionedProcess($"api-{k}", isWorker: false, variables, log))];
        Workers = [.. Enumerable.Range(0, 2).Select(k => new VersionedProcess($"worker-{k}", isWorker: true, variables, log))];
    }

    public RedisServer Redis { get; }

    public IReadOnlyList<VersionedProcess> Apis { get; }

    public IReadOnlyList<VersionedProcess> Workers { get; }

    public IEnumerable<VersionedProcess> Processes => Apis.Concat(Workers);

    /// <summary>The output of all processes.</summary>
    public string LogFile => Path.Combine(_directory, "system.log");

    /// <summary>Keeps the directory with the log after the end.</summary>
    public bool Keep { get; set; }

    /// <summary>Starts all in one version.</summary>
    public static async Task<UpgradeSystem> StartAsync(ChaosOptions options, ProgramVersion version, CancellationToken cancellationToken)
    {
        string directory = Directory.CreateTempSubdirectory("upgrade-").FullName;
        var log = TextWriter.Synchronized(new StreamWriter(Path.Combine(directory, "system.log")) { AutoFlush = true });
        var redis = await RedisServer.StartAsync(appendOnly: true);
        var variables = new Dictionary<string, string>(ChaosSystem.Variables(options))
        {
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "",
        };
        var system = new UpgradeSystem(directory, log, redis, variables);
        try
        {
            await Task.WhenAll(system.Processes.Select(process => process.RunAsync(version, cancellationToken)));
            return system;
        }
        catch
        {
            system.Keep = true;
            await system.DisposeAsync();
            throw;
        }
    }

    public IEnumerable<string> ReadLog()
    {
        using var reader = new StreamReader(new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Processes.Select(process => process.DisposeAsync().AsTask()));
        await Redis.DisposeAsync();
        await _log.DisposeAsync();
        if (!Keep)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
