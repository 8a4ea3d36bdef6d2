using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.JobMatching;

/// <summary>Scores jobs for a résumé, one after the other, each with an assessment that can be read while it is written.</summary>
internal sealed class JobMatchingPipeline(JobDocuments documents, JobReading reading, IJobScorer scorer, JobEvidence evidence, TimeProvider time) : IPipeline
{
    public const string Name = "match-jobs";

    /// <summary>Key of the <c>result</c> that is the final object.</summary>
    public const string Final = "final";

    private const string Reading = "reading";
    private const string Scoring = "scoring";
    private const string Ranking = "ranking";

    public PipelineDescriptor Descriptor { get; } = new(
        Name,
        "Scores jobs for a résumé with a reasoned assessment of each, streamed as it is written.",
        [Reading, Scoring, Ranking],
        PipelineResource.Read("JobMatching/input.json"),
        PipelineResource.Read("JobMatching/sample.json"),
        TextField: "resume_text");

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var request = job.Request(MatchingJson.Default.JobMatchingRequest);
        var candidate = await job.StepAsync(Reading, MatchingJson.Default.Candidate, step => ReadAsync(step, request, job.Input));
        var scores = await job.StepAsync(
            Scoring, MatchingJson.Default.IReadOnlyListScoredJob, step => ModelFailure.TranslateAsync(() => ScoreAsync(step, request, candidate)));
        var outcome = await job.StepAsync(Ranking, MatchingJson.Default.MatchOutcome, step => RankAsync(step, request, candidate, scores));
        var summary = new MatchSummary(outcome.TotalJobs, outcome.ScoredCount, outcome.FailedCount, outcome.MatchedCount, outcome.BestScore);
        return JsonSerializer.SerializeToElement(summary, MatchingJson.Default.MatchSummary);
    }

    private async Task<Candidate> ReadAsync(StepContext step, JobMatchingRequest request, JobInput input)
    {
        string text = await documents.RequireAsync(step, input, "pdf_file", request.ResumeText, null);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var profile = await reading.CvAsync(step, 50, input.Language, text, today);
        await step.MetricAsync("resume_skills", profile.Skills.Count);
        await step.MetricAsync("years_of_experience", Math.Round(profile.YearsOfExperience, 1), "years");
        return new Candidate(text, profile, input.Language);
    }

    private Task<IReadOnlyList<ScoredJob>> ScoreAsync(StepContext step, JobMatchingRequest request, Candidate candidate) =>
        step.ForEachAsync(
            [.. request.Jobs.Select((offer, index) => new JobAtWork(index, request.Jobs.Count, offer.Jobtitle, offer.Joblink))],
            at => KeyOf(at.JobIndex),
            MatchingJson.Default.ScoredJob,
            (at, item) => ScoreOneAsync(item, at, request.Jobs[at.JobIndex], candidate),
            message: (done, total) => Wording.For(candidate.Reader, candidate.Profile).Say($"{done} of {total} jobs scored", $"{done} offres notées sur {total}"));

    private async Task<ScoredJob> ScoreOneAsync(StepContext item, JobAtWork at, OfferedJob offer, Candidate candidate)
    {
        string key = KeyOf(at.JobIndex);
        await item.EmitAsync(new TimelineEvent(
            $"{key}-start",
            "JOB_START",
            $"Scoring {at.Jobtitle ?? $"job {at.JobIndex + 1}"}...",
            "IN_PROGRESS",
            Details: JsonSerializer.SerializeToElement(at, MatchingJson.Default.JobAtWork)));
        var reasoning = new StringBuilder();
        try
        {
            JobScore score;
            await using (var text = item.Text(key))
            {
                score = await scorer.ScoreAsync(candidate, offer, Write, item.Cancellation);

                void Write(string piece)
                {
                    reasoning.Append(piece);
                    text.Append(piece);
                }
            }

            return new ScoredJob(
                at.JobIndex, null, at.Jobtitle, at.Joblink, score.Score, ScoredJob.LevelOf(score.Score), score.Summary,
                reasoning.ToString(), score.MatchedSkills, score.MissingSkills,
                Evidence: await evidence.OfAsync(candidate.Profile, offer, item.Cancellation));
        }
        catch (AiException e) when (e.Code is AiErrorCodes.Refused or AiErrorCodes.ContextOverflow)
        {
            // The error concerns only this job's text: the other jobs can still be scored.
            return new ScoredJob(
                at.JobIndex, null, at.Jobtitle, at.Joblink, 0, ScoredJob.LevelOf(0), e.Message, reasoning.ToString(), [], [], e.Code);
        }
    }

    /// <summary>Uses one item, so that the final object and its checkpoint are committed together: no watcher sees the object twice.</summary>
    private static async Task<MatchOutcome> RankAsync(
        StepContext step, JobMatchingRequest request, Candidate candidate, IReadOnlyList<ScoredJob> scores)
    {
        var outcome = await step.ForEachAsync(
            [scores], _ => Final, MatchingJson.Default.MatchOutcome, (all, _) => Task.FromResult(Rank(request, candidate, all)));
        return outcome[0];
    }

    private static MatchOutcome Rank(JobMatchingRequest request, Candidate candidate, IReadOnlyList<ScoredJob> scores)
    {
        var ranked = scores.OrderBy(s => s.Error is not null).ThenByDescending(s => s.Score).ThenBy(s => s.JobIndex)
            .Select((s, i) => s with { Rank = i + 1 }).ToList();
        var scored = ranked.Where(s => s.Error is null).ToList();
        return new MatchOutcome(
            request.UserId,
            candidate.Profile.FullName,
            ranked.Count,
            scored.Count,
            ranked.Count - scored.Count,
            scored.Count(s => s.MatchLevel is not "weak"),
            scored.Count == 0 ? 0 : scored[0].Score,
            scored.Count == 0 ? 0 : Math.Round(scored.Average(s => s.Score), 1),
            ranked);
    }

    private static string KeyOf(int index) => $"job-{index}";
}

/// <summary>The <c>details</c> of a job's JOB_START.</summary>
public sealed record JobAtWork(int JobIndex, int TotalJobs, string? Jobtitle, string? Joblink);
