using System.Text.Json.Serialization;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>What the pipeline is started with; <c>resume_file</c> and <c>job_file</c> may come as files. Without a posting the letter is an open application.</summary>
/// <param name="Language">en or fr; the résumé's own by default.</param>
/// <param name="Wishes">What the letter should stress; a language model heeds it.</param>
public sealed record CoverLetterRequest(string? ResumeText, string? JobText, string? JobUrl, string? Language, string? Wishes);

/// <summary>What a letter is written from.</summary>
/// <param name="PostingText">Null for an open application.</param>
/// <param name="Posting">One that asks for nothing when there is none.</param>
public sealed record LetterBrief(string Resume, string? PostingText, CvProfile Cv, JobPosting Posting, string Language, string Wishes);

/// <summary>A paragraph of the letter: salutation and closing are paragraphs too.</summary>
/// <param name="Kind">paragraph.</param>
/// <param name="Index">From 1.</param>
/// <param name="Text">Empty where a letter has fewer.</param>
public sealed record LetterParagraph(string Kind, int Index, string Text);

/// <summary>The summary of the <c>done</c> event.</summary>
/// <param name="Text">The whole letter, paragraphs apart by an empty line.</param>
public sealed record Letter(string Text, string Language, int Paragraphs, int Words);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CoverLetterRequest))]
[JsonSerializable(typeof(LetterBrief))]
[JsonSerializable(typeof(IReadOnlyList<LetterParagraph>))]
[JsonSerializable(typeof(Letter))]
internal sealed partial class CoverLetterJson : JsonSerializerContext;
