using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Plans the edits of a résumé for a posting, with no fact that the résumé does not hold. Safe for concurrent use.</summary>
public interface IEditPlanner
{
    /// <exception cref="AiException">A language model failed.</exception>
    Task<EditPlan> PlanAsync(Analysis analysis, CancellationToken cancellationToken);
}

/// <summary>By text analysis alone.</summary>
internal sealed class BuiltinEditPlanner : IEditPlanner
{
    public Task<EditPlan> PlanAsync(Analysis analysis, CancellationToken cancellationToken) =>
        Task.FromResult(EditPlanner.Plan(analysis.Resume, analysis.Cv, analysis.Posting, analysis.Fit));
}
