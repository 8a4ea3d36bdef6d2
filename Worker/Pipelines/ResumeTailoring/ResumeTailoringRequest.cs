using System.Text.Json.Serialization;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>The input of the pipeline; the résumé may come as an uploaded file <c>resume_file</c> instead.</summary>
public sealed record ResumeTailoringRequest(string? ResumeText, string? JobText, string? JobUrl);

/// <summary>The result of the step analyzing.</summary>
/// <param name="Today">The current day for all date calculations of this job.</param>
/// <param name="Reader">The language of what is said about the résumé; null: that of the résumé.</param>
public sealed record Analysis(string Resume, string PostingText, DateOnly Today, CvProfile Cv, JobPosting Posting, FitScore Fit, string? Reader = null);

/// <summary>The result of the step validating.</summary>
public sealed record Validation(FitScore Fit, int Passed, int Warned, int Failed);

/// <summary>The content of the closing <c>result</c> event.</summary>
/// <param name="FitBefore">0 to 100.</param>
/// <param name="FitAfter">0 to 100.</param>
/// <param name="Edits">The number of edits in the text.</param>
/// <param name="Advice">Actions that only the person can take.</param>
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
