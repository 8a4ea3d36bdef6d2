using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Worker.Ai.Answers;

/// <summary>The answer to <c>posting-parse</c>.</summary>
public sealed record PostingAnswer(
    [property: Description("ISO 639-1 code of the posting's language"), AllowedValues("en", "fr")] string Language,
    [property: StringLength(200)] string? Title,
    [property: StringLength(200)] string? Company,
    [property: StringLength(200)] string? Location,
    [property: MaxLength(200)] IReadOnlyList<string> Skills,
    [property: MaxLength(100)] IReadOnlyList<RequirementAnswer> Requirements,
    [property: MaxLength(100)] IReadOnlyList<string> Responsibilities,
    [property: Range(0, 50)] double? MinimumYears);

public sealed record RequirementAnswer(
    [property: AllowedValues(RequirementAnswer.MustHave, RequirementAnswer.NiceToHave)] string Kind,
    [property: StringLength(500)] string Text,
    [property: MaxLength(30)] IReadOnlyList<string> Skills,
    [property: Range(0, 50)] double? Years)
{
    public const string MustHave = "must_have";
    public const string NiceToHave = "nice_to_have";
}
