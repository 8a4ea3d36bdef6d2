using System.Text.Json.Serialization;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>What the pipeline is started with; the résumé may come as an uploaded file <c>resume_file</c> instead.</summary>
public sealed record ResumeTailoringRequest(string? ResumeText, string? JobText, string? JobUrl);

/// <summary>What the step analyzing found.</summary>
/// <param name="Today">The day that all dates of this job are reckoned from.</param>
public sealed record Analysis(string Resume, string PostingText, DateOnly Today, CvProfile Cv, JobPosting Posting, FitScore Fit);

/// <summary>What the step validating found.</summary>
public sealed record Validation(FitScore Fit, int Passed, int Warned, int Failed);

/// <summary>The content of the closing <c>result</c> event.</summary>
/// <param name="FitBefore">0 to 100.</param>
/// <param name="FitAfter">0 to 100.</param>
/// <param name="Edits">How many edits the text contains.</param>
/// <param name="Advice">What only the person can do.</param>
public sealed record TailoringResult(
    string ResumeText,
    string ResumeMarkdown,
    string Language,
    string? Candidate,
    string? JobTitle,
    double FitBefore,
    double FitAfter,
    int Edits,
    IReadOnlyList<Advice> Advice,
    IReadOnlyList<string> MatchedSkills,
    IReadOnlyList<string> MissingSkills);

/// <summary>The summary of the <c>done</c> event.</summary>
public sealed record TailoringSummary(double FitBefore, double FitAfter, int Edits, int Passed, int Warned, int Failed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ResumeTailoringRequest))]
[JsonSerializable(typeof(Analysis))]
[JsonSerializable(typeof(EditPlan))]
[JsonSerializable(typeof(TailoredResume))]
[JsonSerializable(typeof(Validation))]
[JsonSerializable(typeof(TailoringResult))]
[JsonSerializable(typeof(TailoringSummary))]
internal sealed partial class TailoringJson : JsonSerializerContext;
