using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Worker.Ai.Answers;

/// <summary>The answer to <c>match-rerank</c>.</summary>
public sealed record RerankAnswer(
    [property: Range(0d, 1d)] double Fit,
    [property: Range(0.5, 1.5)] double ExperienceQuality,
    [property: MaxLength(50)] IReadOnlyList<string> MissingNiceToHaves,
    [property: MaxLength(10)] IReadOnlyList<string> Reasons);

/// <summary>The answer to <c>score-job-verdict</c>, which follows the streamed text of <c>score-job</c>.</summary>
public sealed record JobScoreAnswer(
    [property: Range(0, 100)] int Score,
    [property: MaxLength(50)] IReadOnlyList<string> MatchedSkills,
    [property: MaxLength(50)] IReadOnlyList<string> MissingSkills,
    [property: StringLength(1000)] string Summary);

/// <summary>The answer to <c>tailor-edits</c>. The pipeline checks that the CV contains <see cref="TailorEdit.Before"/>.</summary>
public sealed record TailorAnswer([property: MaxLength(40)] IReadOnlyList<TailorEdit> Edits);

public sealed record TailorEdit(
    [property: AllowedValues("add", "remove", "change")] string Op,
    [property: StringLength(100)] string Section,
    [property: StringLength(4000)] string Before,
    [property: StringLength(4000)] string After,
    [property: StringLength(500)] string Summary,
    [property: MaxLength(20)] IReadOnlyList<string> Keywords);
