using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using AspireStreaming.Bench.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace AspireStreaming.Tests.Support;

/// <summary>The system of the AppHost, started by Aspire: a Redis, Api processes and Worker processes.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    private readonly DistributedApplication _app;
    private readonly CancellationTokenSource _stopping = new();

    private RunningApp(DistributedApplication app) => _app = app;

    /// <summary>One per Api process. The address leads to the process itself, not to a proxy of Aspire.</summary>
    public IReadOnlyList<string> ApiUrls { get; private set; } = [];

    public IReadOnlyList<RunningProcess> Apis { get; private set; } = [];

    public IReadOnlyList<RunningProcess> Workers { get; private set; } = [];

    /// <summary>As in <c>127.0.0.1:21234</c>.</summary>
    public string RedisConnectionString { get; private set; } = "";

    /// <summary>What all processes have written so far, one process after the other.</summary>
    public IEnumerable<string> Log => Apis.Concat(Workers).SelectMany(process => process.Output);

    /// <summary>Starts the system. It ends when all processes are healthy.</summary>
    /// <param name="variables">Environment variables of the Api and Worker processes.</param>
    /// <param name="redis">Connection string of a Redis that runs already; null: Aspire starts one.</param>
    public static async Task<RunningApp> StartAsync(
        string dataDirectory, IReadOnlyDictionary<string, string> variables, string? redis = null, int apis = 2, int workers = 2)
    {
        List<string> args = [$"--api-replicas={apis}", $"--worker-replicas={workers}", "--restart=false", $"--DATA_DIR={dataDirectory}"];
        if (redis is not null)
        {
            args.Add($"--ConnectionStrings:redis={redis}");
        }

        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([.. args]);
        int port = FreePort.Next(apis);
        foreach (var project in builder.Resources.OfType<ProjectResource>())
        {
            project.Annotations.Add(new EnvironmentCallbackAnnotation(context =>
            {
                foreach (var (name, value) in variables)
                {
                    context.EnvironmentVariables[name] = value;
                }

                context.EnvironmentVariables["OTEL_EXPORTER_OTLP_ENDPOINT"] = ""; // there is no dashboard
            }));
            if (project.Name != "worker" && project.Annotations.OfType<EndpointAnnotation>().Single() is { } endpoint)
            {
                (endpoint.IsProxied, endpoint.Port, endpoint.TargetPort) = (false, port, port);
                port++;
            }
        }

        var app = new RunningApp(await builder.BuildAsync());
        try
        {
            await app.StartAsync(apis, workers);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts each process that has ended, and waits until all are healthy.</summary>
    public async Task WaitHealthyAsync(CancellationToken cancellationToken)
    {
        foreach (var process in Apis.Concat(Workers).Where(process => !process.IsRunning))
        {
            await process.StartAsync();
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        foreach (var process in Apis.Concat(Workers))
        {
            while (!await process.IsHealthyAsync(http, timeout.Token))
            {
                await Task.Delay(100, timeout.Token);
            }
        }
    }

    /// <summary>Stops the Redis that Aspire started. Its data stay.</summary>
    public Task StopRedisAsync() => CommandAsync("redis", KnownResourceCommands.StopCommand);

    /// <summary>Starts that Redis again, and waits until it runs.</summary>
    public async Task StartRedisAsync()
    {
        await CommandAsync("redis", KnownResourceCommands.StartCommand);
        await _app.ResourceNotifications.WaitForResourceAsync("redis", KnownResourceStates.Running, Logs.Patience());
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    internal async Task CommandAsync(string id, string command)
    {
        var result = await _app.ResourceCommands.ExecuteCommandAsync(id, command, Logs.Patience(60));
        Assert.True(result.Success, $"{command} of {id}: {result.Message}");
    }

    internal CustomResourceSnapshot? Snapshot(string id) =>
        _app.ResourceNotifications.TryGetCurrentState(id, out var current) ? current.Snapshot : null;

    private async Task StartAsync(int apis, int workers)
    {
        await _app.StartAsync(Logs.Patience(90));
        foreach (var project in _app.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ProjectResource>())
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(project.Name, Logs.Patience(90));
        }

        RedisConnectionString = (await _app.GetConnectionStringAsync("redis", Logs.Patience()))!;
        ApiUrls = [.. Enumerable.Range(0, apis).Select(k => _app.GetEndpoint(k == 0 ? "api" : $"api-{k}", "http").ToString().TrimEnd('/'))];
        var processes = await ProcessesAsync(apis + workers);
        Apis = [.. processes.Where(process => !process.IsWorker).OrderBy(process => process.Name.Count(c => c == '-'))];
        Workers = [.. processes.Where(process => process.IsWorker)];
        var logs = _app.Services.GetRequiredService<ResourceLoggerService>();
        foreach (var process in Apis.Concat(Workers))
        {
            _ = process.FollowAsync(logs, _stopping.Token);
        }

        await WaitHealthyAsync(CancellationToken.None);
    }

    /// <summary>One process for each replica of the projects of the AppHost.</summary>
    private async Task<List<RunningProcess>> ProcessesAsync(int count)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var state in _app.ResourceNotifications.WatchAsync(Logs.Patience()))
        {
            if (state.Resource is ProjectResource && state.ResourceId != state.Resource.Name)
            {
                ids.Add(state.ResourceId);
            }

            if (ids.Count == count)
            {
                break;
            }
        }

        return [.. ids.Select(id => new RunningProcess(this, id))];
    }
}
