using AspireStreaming.Streaming;
using AspireStreaming.Worker.Ai.Readers;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines;
using AspireStreaming.Worker.Pipelines.AgentWorkflow;
using AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;
using AspireStreaming.Worker.Pipelines.AgentWorkflow.Model;
using AspireStreaming.Worker.Pipelines.CoverLetter;
using AspireStreaming.Worker.Pipelines.CvMatching;
using AspireStreaming.Worker.Pipelines.CvParsing;
using AspireStreaming.Worker.Pipelines.Diagnostics;
using AspireStreaming.Worker.Pipelines.JobAnalysis;
using AspireStreaming.Worker.Pipelines.JobMatching;
using AspireStreaming.Worker.Pipelines.Optimization;
using AspireStreaming.Worker.Pipelines.ResumeParsing;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers the pipelines of the five systems.</summary>
public static class PipelineRegistration
{
    /// <summary>Adds all pipelines, each with its built-in implementation, or with the model's if <c>Ai:Provider</c> names a provider.</summary>
    public static JobWorkerBuilder AddPipelines(this JobWorkerBuilder worker)
    {
        var services = worker.Host.Services;
        worker.Host.AddDocuments();
        worker.Host.AddAi();
        worker.Host.AddEmbeddings();
        services.AddSingleton<CvReader>();
        services.AddSingleton<PostingReader>();
        services.AddIntelligence<ICvReader, CvReader, ModelCvReader>();
        services.AddIntelligence<IPostingReader, PostingReader, ModelPostingReader>();
        services.AddSingleton<JobDocuments>();
        services.AddSingleton<JobReading>();

        services.AddIntelligence<IMatchReranker, BuiltinReranker, ModelReranker>();
        services.AddSingleton<OfferBuilder>();
        services.AddSingleton<CvExtractor>();
        services.AddSingleton<CandidateLoader>();
        worker.AddPipeline<CvParsingPipeline>().AddPipeline<CvMatchingPipeline>();

        services.AddIntelligence<IEditPlanner, BuiltinEditPlanner, ModelEditPlanner>();
        worker.AddPipeline<ResumeTailoringPipeline>();

        services.AddIntelligence<IBacklogRouter, BuiltinRouter, ModelRouter>();
        services.AddIntelligence<IBacklogAgent, BuiltinAgent, ModelAgent>();
        worker.AddPipeline<AgentWorkflowPipeline>();

        services.AddIntelligence<IJobScorer, BuiltinJobScorer, ModelJobScorer>();
        services.AddSingleton<JobEvidence>();
        worker.AddPipeline<JobMatchingPipeline>();

        services.AddIntelligence<IResumeOptimizer, BuiltinResumeOptimizer, ModelResumeOptimizer>();
        services.AddIntelligence<ILetterWriter, BuiltinLetterWriter, ModelLetterWriter>();
        worker.AddPipeline<ResumeParsingPipeline>()
            .AddPipeline<JobAnalysisPipeline>()
            .AddPipeline<OptimizationPipeline>()
            .AddPipeline<CoverLetterPipeline>();
        return worker.AddDiagnostics();
    }

    /// <summary>Adds the pipeline whose result can be checked, if <c>Diagnostics:Enabled</c> is on.</summary>
    private static JobWorkerBuilder AddDiagnostics(this JobWorkerBuilder worker)
    {
        var section = worker.Host.Configuration.GetSection(DiagnosticsOptions.Section);
        worker.Host.Services.AddCheckedOptions<DiagnosticsOptions>(DiagnosticsOptions.Section);
        return section.GetValue<bool>(nameof(DiagnosticsOptions.Enabled)) ? worker.AddPipeline<DiagnosticsPipeline>() : worker;
    }
}
