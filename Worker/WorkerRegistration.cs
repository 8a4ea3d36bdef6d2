using AspireStreaming.ServiceDefaults;
using AspireStreaming.Worker.Execution;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines;
using AspireStreaming.Worker.Pipelines.CoverLetter;
using AspireStreaming.Worker.Pipelines.JobAnalysis;
using AspireStreaming.Worker.Pipelines.JobMatching;
using AspireStreaming.Worker.Pipelines.Optimization;
using AspireStreaming.Worker.Pipelines.ResumeParsing;
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
        builder.Services.AddSingleton<JobDocuments>();
        builder.Services.AddIntelligence<IEditPlanner, BuiltinEditPlanner, ModelEditPlanner>();
        builder.Services.AddSingleton<IPipeline, ResumeTailoringPipeline>();
        builder.AddDiagnostics();
        builder.Services.AddIntelligence<IJobScorer, BuiltinJobScorer, ModelJobScorer>();
        builder.Services.AddSingleton<IPipeline, JobMatchingPipeline>();
        builder.Services.AddIntelligence<IResumeParser, BuiltinResumeParser, ModelResumeParser>();
        builder.Services.AddSingleton<IPipeline, ResumeParsingPipeline>();
        builder.Services.AddIntelligence<IPostingAnalyst, BuiltinPostingAnalyst, ModelPostingAnalyst>();
        builder.Services.AddSingleton<IPipeline, JobAnalysisPipeline>();
        builder.Services.AddIntelligence<IResumeOptimizer, BuiltinResumeOptimizer, ModelResumeOptimizer>();
        builder.Services.AddSingleton<IPipeline, OptimizationPipeline>();
        builder.Services.AddIntelligence<ILetterWriter, BuiltinLetterWriter, ModelLetterWriter>();
        builder.Services.AddSingleton<IPipeline, CoverLetterPipeline>();
        builder.Services.AddCvs();
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
