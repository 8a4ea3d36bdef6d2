using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers the execution of jobs.</summary>
public static class JobWorkerRegistration
{
    /// <summary>Makes this process a worker. It executes the pipelines that are added to the result. Needs <c>AddJobStreaming</c>.</summary>
    public static JobWorkerBuilder AddJobWorker(this IHostApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<WorkerOptions>(WorkerOptions.Section);
        builder.Services.AddSingleton<RunningJobs>();
        builder.Services.AddSingleton<WorkerSlots>();
        builder.Services.AddSingleton<WorkerDrain>();
        builder.Services.AddSingleton<INodeCommand, DrainCommand>();
        builder.Services.AddSingleton<INodeActivity, WorkerActivity>();
        builder.Services.AddSingleton<JobExecutor>();
        builder.Services.AddSingleton<JobWorker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<JobWorker>());
        builder.Services.AddHealthChecks().AddCheck<WorkerHealthCheck>("worker");
        return new JobWorkerBuilder(builder);
    }

    /// <summary>Healthy once the Api knows the pipelines of this worker, while no slot is lost and it does not drain.</summary>
    private sealed class WorkerHealthCheck(JobWorker worker, WorkerSlots slots, WorkerDrain drain) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(Check());

        private HealthCheckResult Check()
        {
            if (!worker.Registered)
            {
                return HealthCheckResult.Unhealthy("The pipelines are not registered yet.");
            }

            if (slots.Lost == 0)
            {
                return drain.IsDraining ? HealthCheckResult.Degraded("The worker drains: it claims no more jobs.") : HealthCheckResult.Healthy();
            }

            string lost = $"{slots.Lost} of {slots.Total} slots are lost to code that ignores its token.";
            return slots.AllLost ? HealthCheckResult.Unhealthy(lost) : HealthCheckResult.Degraded(lost);
        }
    }
}

/// <summary>A worker to which pipelines are added.</summary>
/// <param name="Host">The application of the worker.</param>
public sealed record JobWorkerBuilder(IHostApplicationBuilder Host)
{
    /// <summary>Adds a pipeline as a singleton.</summary>
    public JobWorkerBuilder AddPipeline<TPipeline>()
        where TPipeline : class, IPipeline
    {
        Host.Services.AddSingleton<IPipeline, TPipeline>();
        return this;
    }
}
