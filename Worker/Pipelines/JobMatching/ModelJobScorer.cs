using System.Text;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.JobMatching;

/// <summary>A language model first writes its reasoning, then gives the score that follows from it.</summary>
internal sealed class ModelJobScorer(LanguageModel model) : IJobScorer
{
    private static readonly PromptTemplate Assessment = PromptTemplate.Load("score-job");
    private static readonly PromptTemplate Verdict = PromptTemplate.Load("score-job-verdict");

    public async Task<JobScore> ScoreAsync(Candidate candidate, OfferedJob job, Action<string> write, CancellationToken cancellationToken)
    {
        var language = new Dictionary<string, string> { ["language"] = candidate.Profile.Language == "fr" ? "French" : "English" };
        var prompt = Assessment.Render(
            new Dictionary<string, string> { ["job"] = $"{job.Jobtitle}\n\n{job.Jobdata}", ["cv"] = candidate.Text }, language);
        var text = new StringBuilder();
        await foreach (string piece in model.StreamTextAsync(prompt, cancellationToken))
        {
            text.Append(piece);
            write(piece);
        }

        var answer = await model.CompleteAsync(
            prompt.Then(text.ToString(), Verdict.Render(settings: language)), AnswersJson.Default.JobScoreAnswer, cancellationToken);
        return new JobScore(answer.Score, answer.MatchedSkills, answer.MissingSkills, answer.Summary);
    }
}
