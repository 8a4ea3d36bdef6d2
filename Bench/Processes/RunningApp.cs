using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AspireStreaming.Bench.Processes;

/// <summary>The system of the AppHost, started by Aspire: a Redis, Api processes and Worker processes.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    private readonly DistributedApplication _app;
    private readonly TextWriter _log;
    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;

    private RunningApp(DistributedApplication app, TextWriter log) => (_app, _log) = (app, log);

    /// <summary>One per Api process. The address leads to the process itself, not to a proxy of Aspire.</summary>
    public IReadOnlyList<string> ApiUrls { get; private set; } = [];

    /// <summary>In the order of <see cref="ApiUrls"/>.</summary>
    public IReadOnlyList<RunningProcess> Apis { get; private set; } = [];

    public IReadOnlyList<RunningProcess> Workers { get; private set; } = [];

    /// <summary>All Api and Worker processes.</summary>
    public IEnumerable<RunningProcess> Processes => Apis.Concat(Workers);

    /// <summary>What all processes have written so far, one process after the other.</summary>
    public IEnumerable<string> Log => Processes.SelectMany(process => process.Output);

    /// <summary>As in <c>127.0.0.1:21234</c>.</summary>
    public string RedisConnectionString { get; private set; } = "";

    public int RedisPort => int.Parse(RedisConnectionString.Split(':', ',')[1], CultureInfo.InvariantCulture);

    /// <summary>Starts the system. It ends when all processes are healthy. A process that ends stays down until it is started again.</summary>
    public static async Task<RunningApp> StartAsync(RunningAppOptions options, CancellationToken cancellationToken)
    {
        List<string> args =
        [
            $"--api-replicas={options.Apis}", $"--worker-replicas={Math.Max(1, options.Workers)}", "--restart=false",
            $"--DATA_DIR={options.DataDirectory}",
            "--Logging:LogLevel:Default=Warning", // otherwise Aspire repeats all lines of all processes on the console
            .. options.Arguments,
        ];
        if (options.Redis is not null)
        {
            args.Add($"--ConnectionStrings:redis={options.Redis}");
        }

        var builder = await CreateBuilderAsync([.. args], cancellationToken);
        int port = FreePort.Next(options.Apis);
        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
        {
            if (project.Name == "worker" && options.Workers == 0)
            {
                builder.Resources.Remove(project);
                continue;
            }

            Configure(project, options.Variables);
            if (project.Name != "worker" && project.Annotations.OfType<EndpointAnnotation>().Single() is { } endpoint)
            {
                (endpoint.IsProxied, endpoint.Port, endpoint.TargetPort) = (false, port, port);
                port++;
            }
        }

        var app = new RunningApp(await builder.BuildAsync(cancellationToken), options.Log);
        try
        {
            await app.StartAsync(options.Apis, options.Workers).WaitAsync(Timeout, cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The model of the AppHost with these arguments. Nothing has started.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateBuilderAsync(string[] args, CancellationToken cancellationToken) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(args, cancellationToken);

    /// <summary>Starts each process that has ended, and waits until all are healthy.</summary>
    /// <exception cref="TimeoutException">One is not healthy after 90 s.</exception>
    public async Task WaitHealthyAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Processes.Where(process => !process.IsRunning).Select(process => process.StartAsync()));
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await Task.WhenAll(Processes.Select(process => process.WaitHealthyAsync(http, cancellationToken))).WaitAsync(Timeout, cancellationToken);
    }

    /// <summary>Stops the Redis that Aspire started. Its data stay.</summary>
    public async Task StopRedisAsync()
    {
        await CommandAsync("redis", KnownResourceCommands.StopCommand);
        await _app.ResourceNotifications.WaitForResourceAsync("redis", KnownResourceStates.TerminalStates).WaitAsync(Timeout);
    }

    /// <summary>Starts that Redis again, and waits until it answers.</summary>
    public async Task StartRedisAsync()
    {
        await CommandAsync("redis", KnownResourceCommands.StartCommand);

        // For a moment its state may still be that of its end, which the default takes for a start that failed.
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("redis", WaitBehavior.WaitOnResourceUnavailable).WaitAsync(Timeout);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Processes)
        {
            process.Resume(); // a paused process would keep the others waiting for its end
        }

        await _app.StopAsync();
        await _stopping.CancelAsync();
        await _following;
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    /// <summary>Executes a command of the dashboard.</summary>
    /// <returns>Its message.</returns>
    internal async Task<string?> CommandAsync(string id, string command)
    {
        var result = await _app.ResourceCommands.ExecuteCommandAsync(id, command).WaitAsync(Timeout);
        return result.Success ? result.Message : throw new InvalidOperationException($"{command} of {id}: {result.Message}");
    }

    internal CustomResourceSnapshot? Snapshot(string id) =>
        _app.ResourceNotifications.TryGetCurrentState(id, out var current) ? current.Snapshot : null;

    private static void Configure(ProjectResource project, IReadOnlyDictionary<string, string> variables)
    {
        project.Annotations.Add(new EnvironmentCallbackAnnotation(context =>
        {
            context.EnvironmentVariables["OTEL_EXPORTER_OTLP_ENDPOINT"] = ""; // there is no dashboard
            foreach (var (name, value) in variables)
            {
                context.EnvironmentVariables[name] = value;
            }
        }));

        // The built program itself: "dotnet run" would look for changes first, and run it as a child.
        string program = project.Name == "worker" ? "Worker.dll" : "Api.dll";
#pragma warning disable ASPIREPROJECTS001 // the annotation may change with a version of Aspire, which the build would show
        project.Annotations.Add(new ProjectLaunchArgsOverrideAnnotation(["exec", Path.Combine(AppContext.BaseDirectory, program)]));
#pragma warning restore ASPIREPROJECTS001
    }

    private async Task StartAsync(int apis, int workers)
    {
        await _app.StartAsync();
        foreach (var project in _app.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ProjectResource>())
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(project.Name);
        }

        RedisConnectionString = (await _app.GetConnectionStringAsync("redis"))!;
        ApiUrls = [.. Enumerable.Range(0, apis).Select(k => _app.GetEndpoint(k == 0 ? "api" : $"api-{k}", "http").ToString().TrimEnd('/'))];
        var processes = await ProcessesAsync(apis + workers);
        Apis = [.. processes.Where(process => !process.IsWorker).OrderBy(process => process.Replica)];
        Workers = [.. processes.Where(process => process.IsWorker)];
        var logs = _app.Services.GetRequiredService<ResourceLoggerService>();
        _following = Task.WhenAll(Processes.Select(process => process.FollowAsync(logs, _log, _stopping.Token)));
        await WaitHealthyAsync(CancellationToken.None);
    }

    /// <summary>One process for each replica of the projects of the AppHost.</summary>
    private async Task<List<RunningProcess>> ProcessesAsync(int count)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var state in _app.ResourceNotifications.WatchAsync())
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
