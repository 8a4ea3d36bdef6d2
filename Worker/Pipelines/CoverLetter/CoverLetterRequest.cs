using System.Text.Json.Serialization;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>The input of the pipeline. <c>resume_file</c> and <c>job_file</c> may come as files. Without a posting the letter is an open application.</summary>
/// <param name="Language">en or fr; by default the résumé's language.</param>
/// <param name="Wishes">Points that the letter should stress; only a language model uses them.</param>
public sealed record CoverLetterRequest(string? ResumeText, string? JobText, string? JobUrl, string? Language, string? Wishes);

/// <summary>The sources of a letter.</summary>
/// <param name="PostingText">Null for an open application.</param>
/// <param name="Posting">The posting; without one, a posting without requirements.</param>
public sealed record LetterBrief(string Resume, string? PostingText, CvProfile Cv, JobPosting Posting, string Language, string Wishes);

/// <summary>A paragraph of the letter: salutation and closing are paragraphs too.</summary>
/// <param name="Kind">paragraph.</param>
/// <param name="Index">From 1.</param>
/// <param name="Text">Empty if the letter has fewer paragraphs.</param>
public sealed record LetterParagraph(string Kind, int Index, string Text);

/// <summary>The summary of the <c>done</c> event.</summary>
/// <param name="Text">The whole letter, with an empty line between paragraphs.</param>
public sealed record Letter(string Text, string Language, int Paragraphs, int Words);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CoverLetterRequest))]
[JsonSerializable(typeof(LetterBrief))]
[JsonSerializable(typeof(IReadOnlyList<LetterParagraph>))]
[JsonSerializable(typeof(Letter))]
internal sealed partial class CoverLetterJson : JsonSerializerContext;
