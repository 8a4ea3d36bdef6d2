namespace AspireStreaming.Worker.Pipelines.JobMatching;

/// <summary>Judges how well a candidate fits a job. Safe for concurrent use.</summary>
public interface IJobScorer
{
    /// <param name="write">Receives the assessment piece by piece, while it is written.</param>
    /// <exception cref="Ai.AiException">A language model failed.</exception>
    Task<JobScore> ScoreAsync(Candidate candidate, OfferedJob job, Action<string> write, CancellationToken cancellationToken);
}

/// <param name="Score">0 to 100.</param>
/// <param name="MatchedSkills">As the job words them.</param>
/// <param name="MissingSkills">As the job words them.</param>
/// <param name="Summary">One or two sentences.</param>
public sealed record JobScore(int Score, IReadOnlyList<string> MatchedSkills, IReadOnlyList<string> MissingSkills, string Summary);
