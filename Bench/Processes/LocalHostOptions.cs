using System.Globalization;

namespace AspireStreaming.Bench.Processes;

/// <summary>What the local host starts, and where.</summary>
public sealed record LocalHostOptions
{
    public const int MaxReplicas = 32;

    public const string Usage = """
        Usage: dotnet run --project AppHost -- [--api-replicas N] [--worker-replicas N]

          --api-replicas N      how many Api processes, replica k on port API_PORT + k  (default 1)
          --worker-replicas N   how many Worker processes                               (default 1)

        Environment:
          API_PORT                   port of the first Api                                   (default 5080)
          API_HOST                   address the Api listens on; 0.0.0.0 for all             (default localhost)
          ConnectionStrings__redis   a running Redis; without it one is started as a child
          DATA_DIR                   where that Redis keeps its data                         (default .data)
        """;

    /// <summary>Port of the first Api, 1 to 65535; replica k listens on <c>ApiPort + k</c>.</summary>
    public int ApiPort { get; init; } = 5080;

    /// <summary>Address the Api listens on. The default is reachable from this machine only.</summary>
    public string ApiHost { get; init; } = "localhost";

    /// <summary>1 to <see cref="MaxReplicas"/>.</summary>
    public int ApiReplicas { get; init; } = 1;

    /// <summary>1 to <see cref="MaxReplicas"/>.</summary>
    public int WorkerReplicas { get; init; } = 1;

    /// <summary>A Redis that runs already; null: start one.</summary>
    public string? RedisConnectionString { get; init; }

    /// <summary>Where a Redis that we start keeps its data. One local host at a time can use it.</summary>
    public string DataDirectory { get; init; } = ".data";

    /// <summary>Variables for Api and Worker on top of the inherited ones, e.g. <c>Streaming__Retention</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long Api and Worker may take from start to healthy.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a child may take from SIGTERM to its end before it is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Where the children's log lines go.</summary>
    public LogOutput Log { get; init; } = new(TextWriter.Null, colours: false);

    /// <summary>Reads command line and environment.</summary>
    /// <exception cref="LocalHostException">An unknown option or a value out of range.</exception>
    public static LocalHostOptions Parse(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var options = new LocalHostOptions
        {
            ApiPort = Value(environment, "API_PORT") is { } port ? Number("API_PORT", port, 65535) : 5080,
            ApiHost = Value(environment, "API_HOST") ?? "localhost",
            DataDirectory = Value(environment, "DATA_DIR") ?? ".data",
            RedisConnectionString = Value(environment, "ConnectionStrings__redis") ?? Value(environment, "ConnectionStrings:redis"),
        };

        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            options = name switch
            {
                "--api-replicas" => options with { ApiReplicas = Number(name, value ?? Next(ref i), MaxReplicas) },
                "--worker-replicas" => options with { WorkerReplicas = Number(name, value ?? Next(ref i), MaxReplicas) },
                _ => throw new LocalHostException($"unknown option '{args[i]}'; --help lists them"),
            };
        }

        if (options.ApiPort + options.ApiReplicas - 1 > 65535)
            throw new LocalHostException($"API_PORT {options.ApiPort} leaves no room for {options.ApiReplicas} replicas");
        if (Uri.CheckHostName(options.ApiHost) == UriHostNameType.Unknown && options.ApiHost is not ("*" or "+"))
            throw new LocalHostException($"API_HOST '{options.ApiHost}' is not a host name or address");
        return options;

        string Next(ref int i) => ++i < args.Count ? args[i] : throw new LocalHostException($"{args[i - 1]} needs a number");
    }

    private static string? Value(Func<string, string?> environment, string name) =>
        environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static int Number(string name, string text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw new LocalHostException($"{name} must be a whole number from 1 to {max}, not '{text}'");
}
