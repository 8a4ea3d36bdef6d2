using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Ai.Answers;

/// <summary>The answer to <c>cv-parse</c>.</summary>
public sealed record CvAnswer(
    [property: Description("ISO 639-1 code of the CV's language"), AllowedValues("en", "fr")] string Language,
    [property: StringLength(200)] string? FullName,
    [property: StringLength(100)] string? FirstName,
    [property: StringLength(100)] string? LastName,
    [property: StringLength(200)] string? Title,
    [property: StringLength(254)] string? Email,
    [property: Description("As written"), StringLength(40)] string? Phone,
    [property: StringLength(200)] string? Location,
    [property: Description("Addresses of profiles and web sites"), MaxLength(20)] IReadOnlyList<string> Links,
    [property: StringLength(4000)] string? Summary,
    [property: MaxLength(60)] IReadOnlyList<PositionAnswer> Positions,
    [property: MaxLength(30)] IReadOnlyList<EducationAnswer> Education,
    [property: MaxLength(200)] IReadOnlyList<string> Skills,
    [property: Description("Human languages"), MaxLength(20)] IReadOnlyList<SpokenLanguageAnswer> SpokenLanguages,
    [property: MaxLength(50)] IReadOnlyList<string> Certifications,
    [property: Range(0, 70)] double YearsOfExperience);

public sealed record PositionAnswer(
    [property: StringLength(200)] string? Title,
    [property: StringLength(200)] string? Organisation,
    [property: StringLength(200)] string? Location,
    [property: Range(1940, 2100)] int? StartYear,
    [property: Range(1, 12)] int? StartMonth,
    [property: Range(1940, 2100)] int? EndYear,
    [property: Range(1, 12)] int? EndMonth,
    bool Current,
    [property: Description("The lines below the heading, without bullets"), MaxLength(40)] IReadOnlyList<string> Highlights)
{
    internal YearMonth? Start => StartYear is { } year ? new YearMonth(year, StartMonth) : null;
    internal YearMonth? End => EndYear is { } year ? new YearMonth(year, EndMonth) : null;
}

public sealed record EducationAnswer(
    [property: StringLength(300)] string? Degree,
    [property: StringLength(300)] string? Institution,
    [property: Range(1940, 2100)] int? StartYear,
    [property: Range(1940, 2100)] int? EndYear)
{
    internal YearMonth? Start => StartYear is { } year ? new YearMonth(year, null) : null;
    internal YearMonth? End => EndYear is { } year ? new YearMonth(year, null) : null;
}

public sealed record SpokenLanguageAnswer([property: StringLength(60)] string Name, [property: StringLength(60)] string? Level);
