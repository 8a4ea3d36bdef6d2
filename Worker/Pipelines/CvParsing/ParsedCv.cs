using System.Text.Json.Serialization;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>The result of one file: the <c>data</c> of its <c>result</c> event.</summary>
/// <param name="Data">Only with success.</param>
/// <param name="Code">The code of the error, stable and snake_case. Only without success.</param>
/// <param name="Error">The error in French, for people. Only without success.</param>
public sealed record ParsedCv(string Filename, bool Success, CvRecord? Data = null, string? Code = null, string? Error = null);

/// <summary>The text of one file, or the reason why it has no text.</summary>
public sealed record ExtractedCv(string Filename, string? Text, string? Code = null, string? Error = null);

/// <param name="StartedAt">The start of the first attempt; the run's duration counts from there.</param>
public sealed record Extraction(DateTimeOffset StartedAt, IReadOnlyList<ExtractedCv> Cvs);

/// <summary>The summary of the <c>done</c> event.</summary>
public sealed record CvParsingSummary(int SuccessCount, int FailedCount, int Total, CvParsingTimings Timings);

/// <param name="Total">Seconds.</param>
public sealed record CvParsingTimings(double Total);

/// <summary>The details of the error that ends a run without a result for all files.</summary>
/// <param name="FailedFiles">Names of the files without data.</param>
/// <param name="Reason">The code of the error that aborted the run; absent when every file was tried.</param>
/// <param name="Cause">The same error as text for people.</param>
public sealed record ParsingFailure(IReadOnlyList<string> FailedFiles, string? Reason = null, string? Cause = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CvRecord))]
[JsonSerializable(typeof(ParsedCv))]
[JsonSerializable(typeof(ExtractedCv))]
[JsonSerializable(typeof(Extraction))]
[JsonSerializable(typeof(CvParsingSummary))]
[JsonSerializable(typeof(ParsingFailure))]
internal sealed partial class CvParsingJson : JsonSerializerContext;
