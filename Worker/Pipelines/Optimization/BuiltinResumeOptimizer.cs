using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.Optimization;

/// <summary>The edits and the advice of the tailoring planner, then the résumé rules that the résumé does not keep.</summary>
internal sealed class BuiltinResumeOptimizer : IResumeOptimizer
{
    public Task<IReadOnlyList<Suggestion>> SuggestAsync(ResumeReview review, CancellationToken cancellationToken)
    {
        var fit = FitScorer.Score(review.Cv, review.Posting);
        var plan = EditPlanner.Plan(review.Resume, review.Cv, review.Posting, fit, review.Reader);
        var rules = RuleChecker.Check(review.Resume, review.Cv, review.PostingText is null ? null : review.Posting, review.Today, review.Reader)
            .Where(r => r.Status is ValidationStatus.Fail or ValidationStatus.Warn)
            .OrderByDescending(r => r.Status);
        return Task.FromResult<IReadOnlyList<Suggestion>>(
        [
            .. plan.Edits.Select((e, i) => new Suggestion($"edit-{i + 1}", SuggestionKind.Edit, e.Section, e.Before, e.After, e.Summary, e.Reason, e.Op)),
            .. plan.Advice.Select((a, i) => new Suggestion($"advice-{i + 1}", SuggestionKind.Advice, a.Topic, "", "", a.Message, a.Message)),
            .. rules.Select((r, i) => new Suggestion($"rule-{i + 1}", SuggestionKind.Rule, r.RuleId, "", "", r.Label, r.Detail)),
        ]);
    }
}
