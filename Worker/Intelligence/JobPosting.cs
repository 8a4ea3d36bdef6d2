namespace AspireStreaming.Worker.Intelligence;

/// <summary>The requirements of a job posting. Every value comes from the text.</summary>
public sealed record JobPosting
{
    /// <summary>Language of the text as an ISO 639-1 code: <c>en</c> or <c>fr</c>.</summary>
    public required string Language { get; init; }
    public string? Title { get; init; }
    public string? Company { get; init; }
    public string? Location { get; init; }

    /// <summary>Canonical skill names asked for anywhere in the text, in order of first mention.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];
    public IReadOnlyList<Requirement> Requirements { get; init; } = [];
    public IReadOnlyList<string> Responsibilities { get; init; } = [];

    /// <summary>The least number of years asked for, or null when none is named.</summary>
    public double? MinimumYears { get; init; }

    /// <summary>Null in a worker without a language model.</summary>
    public ReadBy? ReadBy { get; init; }

    public IEnumerable<Requirement> MustHaves => Requirements.Where(r => r.Kind == RequirementKind.MustHave);
    public IEnumerable<Requirement> NiceToHaves => Requirements.Where(r => r.Kind == RequirementKind.NiceToHave);
}

public enum RequirementKind { MustHave, NiceToHave }

/// <param name="Text">The line as written, bullet removed.</param>
/// <param name="Skills">Canonical skill names in it.</param>
/// <param name="Years">The least number of years that it asks for, or null.</param>
public sealed record Requirement(RequirementKind Kind, string Text, IReadOnlyList<string> Skills, double? Years);
