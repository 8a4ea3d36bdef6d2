using System.Globalization;

namespace AspireStreaming.Bench.Processes;

/// <summary>
/// The topology of <c>AppHost.cs</c> without Aspire: Redis, Api and Worker replicas as child processes, with the
/// environment variables that Aspire would give them. Tests run it in their own process.
/// </summary>
public sealed class LocalHost : IAsyncDisposable
{
    private readonly LocalHostOptions _options;
    private readonly List<ChildProcess> _children = [];

    private LocalHost(LocalHostOptions options, LocalRedis? redis)
    {
        _options = options;
        Redis = redis;
        RedisConnectionString = redis?.ConnectionString ?? options.RedisConnectionString!;
        ApiUrls = [.. Enumerable.Range(0, options.ApiReplicas).Select(k => $"http://localhost:{options.ApiPort + k}")];
    }

    /// <summary>One per Api replica, e.g. <c>http://localhost:5080</c>.</summary>
    public IReadOnlyList<string> ApiUrls { get; }

    /// <summary>api-0, api-1, …, worker-0, worker-1, …</summary>
    public IReadOnlyList<ChildProcess> Children => _children;

    public IEnumerable<ChildProcess> Apis => _children.Where(child => child.Name.StartsWith("api-", StringComparison.Ordinal));

    public IEnumerable<ChildProcess> Workers => _children.Where(child => child.Name.StartsWith("worker-", StringComparison.Ordinal));

    /// <summary>Ours, or null when a running one was given.</summary>
    public LocalRedis? Redis { get; }

    public string RedisConnectionString { get; }

    /// <summary>Starts everything; ends when every Api and Worker is healthy.</summary>
    /// <exception cref="LocalHostException">A port is taken, a child does not get healthy, … Nothing is left running.</exception>
    public static async Task<LocalHost> StartAsync(LocalHostOptions options, CancellationToken cancellationToken)
    {
        for (var port = options.ApiPort; port < options.ApiPort + options.ApiReplicas; port++)
        {
            if (!FreePort.IsFree(port))
                throw new LocalHostException($"port {port} is taken by another process; stop that or set API_PORT to a free port");
        }

        var redis = options.RedisConnectionString is null
            ? await LocalRedis.StartAsync(options.DataDirectory, options.Log, options.StopTimeout, cancellationToken)
            : null;
        var host = new LocalHost(options, redis);
        try
        {
            host.StartChildren();
            await host.WaitHealthyAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every Api and Worker answers 200 on <c>/health</c>.</summary>
    /// <exception cref="LocalHostException">One does not within the start time-out.</exception>
    public async Task WaitHealthyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.StartTimeout);
        await Task.WhenAll(_children.Select(async child =>
        {
            try
            {
                while (!await HealthProbe.IsHealthyAsync(client, child.Url!, timeout.Token))
                    await Task.Delay(100, timeout.Token);
            }
            catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
            {
                throw new LocalHostException(
                    $"{child.Name} is not healthy after {_options.StartTimeout.TotalSeconds:0} s ({child.Starts} start(s)); its last lines:\n"
                    + string.Join('\n', child.Output.TakeLast(40)), error);
            }
        }));
    }

    /// <summary>Stops Api and Worker, then Redis, which they need to hand their jobs back.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_children.Select(child => child.DisposeAsync().AsTask()));
        if (Redis is not null)
            await Redis.DisposeAsync();
    }

    private void StartChildren()
    {
        for (var k = 0; k < _options.ApiReplicas; k++)
            Add("api", k, ApiUrls[k], $"http://{_options.ApiHost}:{_options.ApiPort + k}");
        for (var k = 0; k < _options.WorkerReplicas; k++)
        {
            var url = $"http://127.0.0.1:{FreePort.Next()}";
            Add("worker", k, url, url);
        }

        foreach (var child in _children)
            child.Start();
    }

    private void Add(string service, int replica, string url, string listen)
    {
        var name = $"{service}-{replica}";
        var assembly = Path.Combine(AppContext.BaseDirectory, service == "api" ? "Api.dll" : "Worker.dll");
        _children.Add(new ChildProcess(
            name, url, Executable.DotNet, ["exec", assembly], Variables(service, name, listen), _options.Log, _options.StopTimeout));
    }

    private Dictionary<string, string> Variables(string service, string name, string listen)
    {
        var variables = new Dictionary<string, string>
        {
            ["ConnectionStrings__redis"] = RedisConnectionString,
            ["ASPNETCORE_URLS"] = listen,
            ["ASPNETCORE_CONTENTROOT"] = AppContext.BaseDirectory, // settings and wwwroot lie beside the assemblies
            ["ASPNETCORE_ENVIRONMENT"] = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Development",
            ["OTEL_SERVICE_NAME"] = service,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={name}-{Guid.NewGuid():n}",
            ["PARENT_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        };
        for (var k = 0; k < ApiUrls.Count; k++)
            variables[$"services__api__http__{k}"] = ApiUrls[k];
        foreach (var (key, value) in _options.Environment)
            variables[key] = value;
        return variables;
    }
}
