using System.Text.Json.Serialization;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeParsing;

/// <summary>The input of the pipeline; the résumé may come as an uploaded file <c>resume_file</c> instead.</summary>
public sealed record ResumeParsingRequest(string? ResumeText);

/// <summary>One finding in a résumé; the member that <paramref name="Kind"/> names contains it.</summary>
/// <param name="Kind">person, summary, position, education, skills, languages or certifications.</param>
public sealed record ResumeFinding(
    string Kind,
    Person? Person = null,
    string? Summary = null,
    Position? Position = null,
    EducationEntry? Education = null,
    IReadOnlyList<string>? Skills = null,
    IReadOnlyList<SpokenLanguage>? Languages = null,
    IReadOnlyList<string>? Certifications = null);

public sealed record Person(string? Name, string? Title, ContactDetails Contact, double YearsOfExperience, string Language);

/// <summary>The summary of the <c>done</c> event.</summary>
public sealed record ParsedResume(CvProfile Profile);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnum<RequirementKind>), typeof(SnakeCaseEnum<CvSectionKind>)])]
[JsonSerializable(typeof(ResumeParsingRequest))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(CvProfile))]
[JsonSerializable(typeof(ParsedResume))]
[JsonSerializable(typeof(IReadOnlyList<ResumeFinding>))]
internal sealed partial class ResumeParsingJson : JsonSerializerContext;
