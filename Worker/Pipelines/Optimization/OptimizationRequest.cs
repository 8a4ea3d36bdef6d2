using System.Text.Json.Serialization;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.Optimization;

/// <summary>The input of the pipeline. <c>resume_file</c> and <c>job_file</c> may come as files. Without a posting the résumé is judged alone.</summary>
public sealed record OptimizationRequest(string? ResumeText, string? JobText, string? JobUrl);

/// <summary>The result of the step analyzing.</summary>
/// <param name="Posting">The posting; without one, a posting without requirements.</param>
/// <param name="Fit">Null without a posting.</param>
/// <param name="Reader">The language of what is said about the résumé; null: that of the résumé.</param>
public sealed record ResumeReview(string Resume, string? PostingText, CvProfile Cv, JobPosting Posting, DateOnly Today, double? Fit, string? Reader = null);

/// <summary>An improvement of the résumé.</summary>
/// <param name="Id">Unique in the job.</param>
/// <param name="Kind">edit: replaces <paramref name="Before"/> by <paramref name="After"/>; advice: what only the person can do; rule: a résumé rule that is not kept.</param>
/// <param name="Op">Only with edit.</param>
/// <param name="Reason">Why the suggestion helps.</param>
/// <param name="Evidence">The sentences that an edit rests on.</param>
public sealed record Suggestion(string Id, string Kind, string Section, string Before, string After, string Summary, string Reason, DiffOp? Op = null,
    DiffEvidence? Evidence = null);

/// <summary>The summary of the <c>done</c> event.</summary>
public sealed record OptimizationSummary(int Suggestions, int Edits, int Advice, int Rules, double? Fit);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnum<RequirementKind>), typeof(SnakeCaseEnum<CvSectionKind>)])]
[JsonSerializable(typeof(OptimizationRequest))]
[JsonSerializable(typeof(ResumeReview))]
[JsonSerializable(typeof(IReadOnlyList<Suggestion>))]
[JsonSerializable(typeof(OptimizationSummary))]
internal sealed partial class OptimizationJson : JsonSerializerContext;
