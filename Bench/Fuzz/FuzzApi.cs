using System.Collections.Concurrent;
using System.Text.Json;
using AspireStreaming.Edge;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>The whole Api in this process, on a real socket, with all pipelines known and no worker. Its errors are noted.</summary>
internal sealed class FuzzApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ErrorLog _errors;

    private FuzzApi(WebApplication app, ErrorLog errors, IReadOnlyList<PipelineDescriptor> pipelines) =>
        (_app, _errors, Pipelines) = (app, errors, pipelines);

    public IReadOnlyList<PipelineDescriptor> Pipelines { get; }

    public IReadOnlyList<IDialect> Dialects => [.. _app.Services.GetServices<IDialect>()];

    public IServiceProvider Services => _app.Services;

    public ApiOptions Options => _app.Services.GetRequiredService<IOptions<ApiOptions>>().Value;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<FuzzApi> StartAsync()
    {
        var errors = new ErrorLog();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Api" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Streaming:Retention"] = "00:00:01",
            ["Api:UnstartedTimeout"] = "00:00:01",
            ["Api:MaxJsonBytes"] = "65536",
            ["Api:MaxUploadBytes"] = "131072",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.AddServiceDefaults();
        builder.AddJobStreaming("redis");
        builder.AddApi();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapApi();
        await app.StartAsync();
        var pipelines = Describe();
        foreach (var pipeline in pipelines)
        {
            await app.Services.GetRequiredService<INodeRegistry>().RegisterAsync(pipeline, CancellationToken.None);
        }

        return new FuzzApi(app, errors, pipelines);
    }

    /// <summary>Starts a job as the endpoints do, and removes it again.</summary>
    public async Task StartJobAsync(string pipeline, JobRequest request, CancellationToken cancellationToken)
    {
        var (jobId, problem) = await _app.Services.GetRequiredService<JobStarter>().StartAsync(pipeline, request, null, null, null, cancellationToken);
        if (problem is null)
        {
            await _app.Services.GetRequiredService<JobEnder>().EndIfQueuedAsync(jobId, "", cancellationToken);
            await _app.Services.GetRequiredService<IJobStore>().DeleteAsync(jobId, cancellationToken);
        }
        else if (problem.StatusCode is not (400 or 404))
        {
            throw new InvalidOperationException($"The start was answered with {problem.StatusCode}: {JsonSerializer.Serialize(problem.ProblemDetails.Detail)}");
        }
    }

    /// <exception cref="InvalidOperationException">A record of level Error or above was logged since the last call.</exception>
    public void ThrowErrors()
    {
        if (_errors.Records.TryDequeue(out string? record))
        {
            _errors.Records.Clear();
            throw new InvalidOperationException($"The Api logged: {record}");
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static List<PipelineDescriptor> Describe()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddJobStreaming("redis");
        builder.AddJobWorker().AddPipelines();
        using var worker = builder.Build();
        return [.. worker.Services.GetServices<IPipeline>().Select(pipeline => pipeline.Descriptor)];
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Records { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Records.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
