using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.JobMatching;

/// <summary>Scores with <see cref="FitScorer"/> and gives the reasons, in the language of the reader.</summary>
internal sealed class BuiltinJobScorer(PostingReader postings) : IJobScorer
{
    public Task<JobScore> ScoreAsync(Candidate candidate, OfferedJob job, Action<string> write, CancellationToken cancellationToken)
    {
        var posting = Read(job);
        var fit = FitScorer.Score(candidate.Profile, posting);
        int score = (int)Math.Round(fit.Overall, MidpointRounding.AwayFromZero);
        string gap = "";
        string reader = candidate.Reader is "fr" or "en" ? candidate.Reader : candidate.Profile.Language;
        var words = new SkillWords(
            (posting.Language == "fr") == (reader == "fr") ? job.Jobdata : null, (candidate.Profile.Language == "fr") == (reader == "fr") ? candidate.Text : null);
        foreach (string sentence in Assessment.Write(candidate.Profile, posting, fit, candidate.Reader, words))
        {
            cancellationToken.ThrowIfCancellationRequested();
            write(gap + sentence);
            gap = " ";
        }

        return Task.FromResult(new JobScore(
            score, fit.MatchedSkills, [.. fit.MissingMustHaves, .. fit.MissingNiceToHaves], Assessment.Verdict(candidate.Profile, fit, score, candidate.Reader)));
    }

    /// <summary>The caller's title takes precedence over the title that the reader finds in the text.</summary>
    private JobPosting Read(OfferedJob job)
    {
        var posting = postings.Read(string.IsNullOrWhiteSpace(job.Jobtitle) ? job.Jobdata : $"{job.Jobtitle}\n\n{job.Jobdata}");
        return string.IsNullOrWhiteSpace(job.Jobtitle) ? posting : posting with { Title = job.Jobtitle.Trim() };
    }
}
