using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Configuration;

namespace AspireStreaming.AppHost;

/// <summary>The processes and ports that the AppHost starts: from the command line, or else from the environment.</summary>
internal sealed record Settings
{
    public const string Usage = """
        Usage: dotnet run --project AppHost -- [--api-replicas N] [--worker-replicas N] [--restart=false]

          --api-replicas N      how many Api processes, replica k on port API_PORT + k  (default 1)
          --worker-replicas N   how many Worker processes                               (default 1)
          --restart=false       a process that crashed stays down

        Environment:
          API_PORT                   port of the first Api                                   (default 5080)
          API_HOST                   address the Api listens on; 0.0.0.0 for all             (default localhost)
          Auth__Mode                 none, apikey or jwt; with none, API_HOST must be this machine (default none)
          OPERATOR_TOKEN             with Auth__Mode jwt: what the dashboard's commands send to the Api
          DASHBOARD_PORT             port of the Aspire dashboard                            (default 15080)
          ConnectionStrings__redis   a running Redis; without it one is started
          DATA_DIR                   where a redis-server from the PATH keeps its data       (default .data)
        """;

    private const int MaxReplicas = 32;
    private const int MaxPort = 65535;

    private static readonly string[] Options = ["--api-replicas", "--worker-replicas", "--restart"];

    private readonly IConfiguration _configuration;
    private readonly int? _dashboardPort; // null: the port of the launch profile

    private Settings(IConfiguration configuration)
    {
        _configuration = configuration;
        ApiPort = Number("API_PORT", "API_PORT", 5080, MaxPort);
        ApiReplicas = Number("api-replicas", "--api-replicas", 1, MaxReplicas);
        WorkerReplicas = Number("worker-replicas", "--worker-replicas", 1, MaxReplicas);
        _dashboardPort = Text("DASHBOARD_PORT") is null ? null : Number("DASHBOARD_PORT", "DASHBOARD_PORT", 15080, MaxPort);
        ApiHost = Text("API_HOST") ?? "localhost";
        DataDirectory = Text("DATA_DIR") ?? "../.data";
        AuthMode = (Text("Auth:Mode") ?? "none").ToLowerInvariant();
        Operator = AuthMode == "apikey" ? OperatorAnnotation.NewKey() : Text("OPERATOR_TOKEN") is { } token ? new OperatorAnnotation(token) : null;
    }

    /// <summary>Port of the first Api, 1 to 65535; replica k listens on <c>ApiPort + k</c>.</summary>
    public int ApiPort { get; }

    /// <summary>Address the Api listens on. The default is reachable from this machine only.</summary>
    public string ApiHost { get; }

    /// <summary>1 to 32.</summary>
    public int ApiReplicas { get; }

    /// <summary>1 to 32.</summary>
    public int WorkerReplicas { get; }

    /// <summary>Relative to the AppHost's project.</summary>
    public string DataDirectory { get; }

    /// <summary>none, apikey or jwt.</summary>
    public string AuthMode { get; }

    /// <summary>The credentials of the dashboard's commands; null when they need none, or have none.</summary>
    public OperatorAnnotation? Operator { get; }

    /// <summary>The settings of the section <c>Auth</c>, for the Api: names and hashes, no secrets.</summary>
    public IEnumerable<KeyValuePair<string, string>> Auth => _configuration.GetSection("Auth").AsEnumerable()
        .Where(setting => setting.Value is not null).Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!));

    /// <summary>Other machines reach an Api that tells no callers apart, and nobody has allowed it. The Api refuses it too, but its process is behind a proxy on loopback.</summary>
    private bool IsOpen =>
        ApiHost is not "localhost" && !(IPAddress.TryParse(ApiHost, out var address) && IPAddress.IsLoopback(address))
        && AuthMode == "none"
        && !_configuration.GetValue<bool>("Auth:AllowAnonymous");

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="DistributedApplicationException">An unknown option, a value out of range, or a port that is in use.</exception>
    public static Settings Read(string[] args, IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            CheckOptions(args);
        }

        var settings = new Settings(builder.Configuration);
        if (settings.ApiPort + settings.ApiReplicas - 1 > MaxPort)
        {
            throw new DistributedApplicationException($"API_PORT {settings.ApiPort} leaves no room for {settings.ApiReplicas} replicas");
        }

        if (Uri.CheckHostName(settings.ApiHost) == UriHostNameType.Unknown && settings.ApiHost is not ("*" or "+"))
        {
            throw new DistributedApplicationException($"API_HOST '{settings.ApiHost}' is not a host name or address");
        }

        if (settings._dashboardPort is { } port)
        {
            builder.Configuration["ASPNETCORE_URLS"] = $"http://localhost:{port}"; // the address of Aspire's dashboard
        }

        if (settings.IsOpen)
        {
            throw new DistributedApplicationException(
                $"API_HOST {settings.ApiHost} lets other machines reach all jobs: set Auth__Mode to apikey or jwt, or Auth__AllowAnonymous to true if all of them may use the jobs");
        }

        if (builder.ExecutionContext.IsRunMode && !builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts"))
        {
            settings.CheckPorts();
        }

        return settings;
    }

    /// <summary>Where the dashboard shows a trace; null without a dashboard.</summary>
    public string? TraceUrl => Uri.TryCreate(_configuration["ASPNETCORE_URLS"]?.Split(';')[0], UriKind.Absolute, out var dashboard)
        ? new Uri(dashboard, "traces/detail/").AbsoluteUri + "{trace_id}"
        : null;

    private void CheckPorts()
    {
        for (int port = ApiPort; port < ApiPort + ApiReplicas; port++)
        {
            Check(port, "API_PORT");
        }

        if (Uri.TryCreate(_configuration["ASPNETCORE_URLS"]?.Split(';')[0], UriKind.Absolute, out var dashboard))
        {
            Check(dashboard.Port, "DASHBOARD_PORT");
        }

        static void Check(int port, string setting)
        {
            if (Array.Exists(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == port))
            {
                throw new DistributedApplicationException($"port {port} is taken by another process; stop that or set {setting} to a free port");
            }
        }
    }

    /// <summary>Refuses an unknown option, so that no typing error starts the defaults. Accepts Aspire's options and keys (<c>--A:B=c</c>).</summary>
    private static void CheckOptions(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            (string name, bool hasValue) = args[i].Split('=', 2) is [var left, _] ? (left, true) : (args[i], false);
            if (Options.Contains(name))
            {
                if (!hasValue && ++i >= args.Length)
                {
                    throw new DistributedApplicationException($"{name} needs a value");
                }
            }
            else if (!name.StartsWith("--", StringComparison.Ordinal) || !(name.Contains(':') || name[2..].All(c => char.IsAsciiLetterUpper(c) || c == '_')))
            {
                throw new DistributedApplicationException($"unknown option '{args[i]}'; --help lists them");
            }
        }
    }

    private int Number(string key, string name, int fallback, int max) =>
        _configuration[key] is not { } text || (text.Length == 0 && key == name) ? fallback
        : int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= max ? number
        : throw new DistributedApplicationException($"{name} must be a whole number from 1 to {max}, not '{text}'");

    private string? Text(string key) => _configuration[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
