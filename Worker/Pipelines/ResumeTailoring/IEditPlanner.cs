using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Plans the edits of a résumé for a posting, using only facts of the résumé. Safe for concurrent use.</summary>
public interface IEditPlanner
{
    /// <exception cref="AiException">A language model failed.</exception>
    Task<EditPlan> PlanAsync(Analysis analysis, CancellationToken cancellationToken);
}

/// <summary>Plans with text analysis only.</summary>
internal sealed class BuiltinEditPlanner : IEditPlanner
{
    public Task<EditPlan> PlanAsync(Analysis analysis, CancellationToken cancellationToken) =>
        Task.FromResult(EditPlanner.Plan(analysis.Resume, analysis.Cv, analysis.Posting, analysis.Fit, analysis.Reader));
}
