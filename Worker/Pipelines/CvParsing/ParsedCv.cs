using System.Text.Json.Serialization;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>What became of one file: the <c>data</c> of its <c>result</c> event.</summary>
/// <param name="Data">With success only.</param>
/// <param name="Code">Why not: stable and snake_case. Without success only.</param>
/// <param name="Error">Why not: in French, for people. Without success only.</param>
public sealed record ParsedCv(string Filename, bool Success, CvRecord? Data = null, string? Code = null, string? Error = null);

/// <summary>The text of one file, or why there is none.</summary>
public sealed record ExtractedCv(string Filename, string? Text, string? Code = null, string? Error = null);

/// <param name="StartedAt">When the first attempt began; the run's time counts from there.</param>
public sealed record Extraction(DateTimeOffset StartedAt, IReadOnlyList<ExtractedCv> Cvs);

/// <summary>The summary of the <c>done</c> event.</summary>
public sealed record CvParsingSummary(int SuccessCount, int FailedCount, int Total, CvParsingTimings Timings);

/// <param name="Total">Seconds.</param>
public sealed record CvParsingTimings(double Total);

/// <summary>The details of the error that ends a run without a result for all.</summary>
/// <param name="FailedFiles">Names of the files that gave no data.</param>
/// <param name="Reason">The code of what broke the run off; absent when every file was tried.</param>
/// <param name="Cause">The same for people.</param>
public sealed record ParsingFailure(IReadOnlyList<string> FailedFiles, string? Reason = null, string? Cause = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CvRecord))]
[JsonSerializable(typeof(ParsedCv))]
[JsonSerializable(typeof(ExtractedCv))]
[JsonSerializable(typeof(Extraction))]
[JsonSerializable(typeof(CvParsingSummary))]
[JsonSerializable(typeof(ParsingFailure))]
internal sealed partial class CvParsingJson : JsonSerializerContext;
