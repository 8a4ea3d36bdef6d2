using AspireStreaming.ServiceDefaults;
using AspireStreaming.Worker.Execution;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.Hosting;

/// <summary>Executing jobs.</summary>
public static class WorkerRegistration
{
    public static TBuilder AddJobWorker<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<WorkerOptions>()
            .BindConfiguration(WorkerOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.AddDocuments();
        builder.AddAi();
        builder.Services.AddSingleton<CvReader>();
        builder.Services.AddSingleton<PostingReader>();
        builder.Services.AddSingleton<IPipeline, ResumeTailoringPipeline>();
        builder.Services.AddAgents();
        builder.Services.AddSingleton<RunningJobs>();
        builder.Services.AddSingleton<INodeActivity>(services => services.GetRequiredService<RunningJobs>());
        builder.Services.AddSingleton<JobExecutor>();
        builder.Services.AddSingleton<JobWorker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<JobWorker>());
        builder.Services.AddHealthChecks().AddCheck<WorkerHealthCheck>("worker");
        return builder;
    }

    /// <summary>Ready once its pipelines are known to the Api.</summary>
    private sealed class WorkerHealthCheck(JobWorker worker) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(worker.Registered ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The pipelines are not registered yet."));
    }
}
