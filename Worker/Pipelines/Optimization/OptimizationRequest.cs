using System.Text.Json.Serialization;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.Optimization;

/// <summary>What the pipeline is started with; <c>resume_file</c> and <c>job_file</c> may come as files. Without a posting the résumé is judged for itself.</summary>
public sealed record OptimizationRequest(string? ResumeText, string? JobText, string? JobUrl);

/// <summary>What the step analyzing found.</summary>
/// <param name="Posting">One that asks for nothing when there is none.</param>
/// <param name="Fit">Null without a posting.</param>
public sealed record ResumeReview(string Resume, string? PostingText, CvProfile Cv, JobPosting Posting, DateOnly Today, double? Fit);

/// <summary>How the résumé could be better.</summary>
/// <param name="Id">Unique in the job.</param>
/// <param name="Kind">edit: replaces <paramref name="Before"/> by <paramref name="After"/>; advice: what only the person can do; rule: a rule of the craft that is not kept.</param>
/// <param name="Op">With edit only.</param>
/// <param name="Reason">Why it helps.</param>
public sealed record Suggestion(string Id, string Kind, string Section, string Before, string After, string Summary, string Reason, DiffOp? Op = null);

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
