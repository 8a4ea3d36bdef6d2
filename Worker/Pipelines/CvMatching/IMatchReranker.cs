using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Looks closely at one of the best CVs. Safe for concurrent use.</summary>
public interface IMatchReranker
{
    /// <param name="offer">The offer.</param>
    /// <param name="cv">The CV.</param>
    /// <param name="first">The results of the earlier steps.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Streaming.Execution.PipelineException">No CV can be reranked now, such as when the model is unavailable.</exception>
    Task<Reranking> RerankAsync(Offer offer, CvRecord cv, Reranking first, CancellationToken cancellationToken);
}

/// <param name="ScoreBase">0 to 1.</param>
/// <param name="MissingNiceHaves">In the offer's words.</param>
/// <param name="Coefficient">0.5 to 1.5: the quality of the experience.</param>
/// <param name="Reasons">Short sentences in French; null before the reranking.</param>
public sealed record Reranking(double ScoreBase, IReadOnlyList<string> MissingNiceHaves, double Coefficient, IReadOnlyList<string>? Reasons);
