namespace AspireStreaming.Worker.Pipelines.Optimization;

/// <summary>Finds improvements of a résumé. Safe for concurrent use.</summary>
public interface IResumeOptimizer
{
    /// <returns>Suggestions with unique ids, the most useful first.</returns>
    /// <exception cref="Ai.AiException">A language model failed.</exception>
    Task<IReadOnlyList<Suggestion>> SuggestAsync(ResumeReview review, CancellationToken cancellationToken);
}

/// <summary>The values of <see cref="Suggestion.Kind"/>.</summary>
internal static class SuggestionKind
{
    public const string Edit = "edit";
    public const string Advice = "advice";
    public const string Rule = "rule";
}
