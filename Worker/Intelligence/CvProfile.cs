namespace AspireStreaming.Worker.Intelligence;

/// <summary>The data of a CV about a person. Every value comes from the text; a value that is a guess has a confidence.</summary>
public sealed record CvProfile
{
    /// <summary>Language of the text as an ISO 639-1 code: <c>en</c> or <c>fr</c>.</summary>
    public required string Language { get; init; }

    public string? FullName { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }

    /// <summary>0 to 1, when only the place of the name on the page supports it; null when the address or a known given name does.</summary>
    public double? NameConfidence { get; init; }

    /// <summary>The person's own professional title, else the title of the latest position.</summary>
    public string? Title { get; init; }

    public ContactDetails Contact { get; init; } = new();
    public string? Summary { get; init; }

    /// <summary>Latest first.</summary>
    public IReadOnlyList<Position> Positions { get; init; } = [];
    public IReadOnlyList<EducationEntry> Education { get; init; } = [];

    /// <summary>The items of the skill sections, as written, each once. Empty when the CV has no such section.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>
    /// Canonical names (<c>JavaScript</c>, not <c>javascript</c>) of hard skills, each once: those of the lists and those that the texts about
    /// the work mention. For comparisons; a name can come from an ordinary word.
    /// </summary>
    public IReadOnlyList<string> KnownSkills { get => field ?? Skills; init; }

    /// <summary>Soft skills ("Teamwork"), separate from other skills: every CV names them, so they say little in a comparison.</summary>
    public IReadOnlyList<string> SoftSkills { get; init; } = [];
    public IReadOnlyList<SpokenLanguage> SpokenLanguages { get; init; } = [];
    public IReadOnlyList<string> Certifications { get; init; } = [];

    /// <summary>Years of work; overlapping positions count once. Without dates, the number that the text states. 0 or more.</summary>
    public double YearsOfExperience { get; init; }

    public IReadOnlyList<CvSection> Sections { get; init; } = [];

    /// <summary>Null in a worker without a language model.</summary>
    public ReadBy? ReadBy { get; init; }
}

public sealed record ContactDetails
{
    public string? Email { get; init; }

    /// <summary>As written, white space folded.</summary>
    public string? Phone { get; init; }
    public string? Location { get; init; }
    public IReadOnlyList<string> Links { get; init; } = [];
}

/// <param name="Start">First month, or null when the text gives none.</param>
/// <param name="End">Last month; null with <paramref name="Current"/> set means until today.</param>
/// <param name="Highlights">The lines below the heading, bullets removed.</param>
public sealed record Position(
    string? Title, string? Organisation, string? Location,
    YearMonth? Start, YearMonth? End, bool Current,
    IReadOnlyList<string> Highlights)
{
    /// <summary>0 to 1, when title and employer are told apart by their order only; null when their words tell.</summary>
    public double? Confidence { get; init; }
}

public sealed record EducationEntry(string? Degree, string? Institution, YearMonth? Start, YearMonth? End);

public sealed record SpokenLanguage(string Name, string? Level);

/// <summary>A month of a year; <see cref="Month"/> is null when the text gives only the year.</summary>
public readonly record struct YearMonth(int Year, int? Month);

public enum CvSectionKind { Header, Summary, Experience, Education, Skills, Languages, Certifications, Projects, Interests, Other }

/// <param name="Heading">As written; empty for the part above the first heading.</param>
/// <param name="Lines">The lines below the heading, without trailing white space.</param>
public sealed record CvSection(CvSectionKind Kind, string Heading, IReadOnlyList<string> Lines);
