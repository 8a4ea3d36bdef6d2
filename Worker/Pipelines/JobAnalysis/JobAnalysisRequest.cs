using System.Text.Json.Serialization;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.JobAnalysis;

/// <summary>The input of the pipeline; the posting may come as an uploaded file <c>job_file</c> instead.</summary>
public sealed record JobAnalysisRequest(string? JobText, string? JobUrl);

/// <summary>One finding in a posting; the member that <paramref name="Kind"/> names contains it.</summary>
/// <param name="Kind">header, requirement, responsibility, skills or keywords.</param>
public sealed record PostingFinding(
    string Kind,
    PostingHead? Header = null,
    Requirement? Requirement = null,
    string? Responsibility = null,
    IReadOnlyList<string>? Skills = null,
    IReadOnlyList<Keyword>? Keywords = null);

public sealed record PostingHead(string? Title, string? Company, string? Location, double? MinimumYears, string Language);

/// <summary>The summary of the <c>done</c> event.</summary>
public sealed record AnalyzedPosting(JobPosting Posting);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnum<RequirementKind>), typeof(SnakeCaseEnum<CvSectionKind>)])]
[JsonSerializable(typeof(JobAnalysisRequest))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JobPosting))]
[JsonSerializable(typeof(AnalyzedPosting))]
[JsonSerializable(typeof(IReadOnlyList<PostingFinding>))]
internal sealed partial class JobAnalysisJson : JsonSerializerContext;
