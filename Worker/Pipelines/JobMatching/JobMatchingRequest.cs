using System.Text.Json.Serialization;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvMatching;

namespace AspireStreaming.Worker.Pipelines.JobMatching;

/// <summary>The input of the pipeline; the résumé may come as an uploaded file <c>pdf_file</c> instead.</summary>
public sealed record JobMatchingRequest(string? UserId, IReadOnlyList<OfferedJob> Jobs, string? ResumeText);

/// <param name="Jobdata">The job's description.</param>
public sealed record OfferedJob(string? Jobtitle, string? Joblink, string Jobdata);

/// <summary>The candidate.</summary>
/// <param name="Text">The résumé.</param>
/// <param name="Reader">The language of the assessments; null: that of the résumé.</param>
public sealed record Candidate(string Text, CvProfile Profile, string? Reader = null);

/// <summary>A job's <c>result</c>, and its entry in the final object.</summary>
/// <param name="JobIndex">The job's position in the request, from 0.</param>
/// <param name="Rank">From 1; absent until all jobs are scored.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="MatchLevel">strong from 85, good from 70, partial from 40, else weak.</param>
/// <param name="Reasoning">The text that was streamed.</param>
/// <param name="Evidence">The requirements of the job, each with what the résumé says about it.</param>
/// <param name="Error">Why the job could not be scored; its score is then 0.</param>
public sealed record ScoredJob(
    int JobIndex,
    int? Rank,
    string? Jobtitle,
    string? Joblink,
    int Score,
    string MatchLevel,
    string Summary,
    string Reasoning,
    IReadOnlyList<string> MatchedSkills,
    IReadOnlyList<string> MissingSkills,
    string? Error = null,
    IReadOnlyList<MatchEvidence>? Evidence = null)
{
    public static string LevelOf(int score) => score switch
    {
        >= 85 => "strong",
        >= 70 => "good",
        >= 40 => "partial",
        _ => "weak",
    };
}

/// <summary>The final object: the answer of <c>POST /api/match-jobs</c> and the data of the stream's <c>complete</c>.</summary>
/// <param name="MatchedJobs">All jobs, the best first; jobs of equal score in the order of the request.</param>
/// <param name="MatchedCount">Jobs of level partial or better.</param>
public sealed record MatchOutcome(
    string? UserId,
    string? Candidate,
    int TotalJobs,
    int ScoredCount,
    int FailedCount,
    int MatchedCount,
    int BestScore,
    double AverageScore,
    IReadOnlyList<ScoredJob> MatchedJobs)
{
    [JsonPropertyOrder(-1)]
    public string Type => "complete";
}

/// <summary>The summary of the <c>done</c> event.</summary>
public sealed record MatchSummary(int TotalJobs, int ScoredCount, int FailedCount, int MatchedCount, int BestScore);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobMatchingRequest))]
[JsonSerializable(typeof(Candidate))]
[JsonSerializable(typeof(JobAtWork))]
[JsonSerializable(typeof(IReadOnlyList<ScoredJob>))]
[JsonSerializable(typeof(MatchOutcome))]
[JsonSerializable(typeof(MatchSummary))]
internal sealed partial class MatchingJson : JsonSerializerContext;
