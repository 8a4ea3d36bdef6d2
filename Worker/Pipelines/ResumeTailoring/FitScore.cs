namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>The fit of a CV to a posting, and the reasons.</summary>
/// <param name="Overall">0 to 100, one decimal: the weighted mean of <paramref name="Parts"/>.</param>
/// <param name="Parts">Only the parts that the posting allows to judge.</param>
/// <param name="MissingMustHaves">Skills of must-haves that the CV does not show, as the posting orders them.</param>
/// <param name="MissingNiceToHaves">The other skills asked for that the CV does not show.</param>
/// <param name="UnmetRequirements">Lines of the posting that the CV answers by less than half.</param>
public sealed record FitScore(
    double Overall,
    IReadOnlyList<FitPart> Parts,
    IReadOnlyList<string> MatchedSkills,
    IReadOnlyList<string> MissingMustHaves,
    IReadOnlyList<string> MissingNiceToHaves,
    IReadOnlyList<string> MatchedKeywords,
    IReadOnlyList<string> MissingKeywords,
    IReadOnlyList<string> UnmetRequirements)
{
    /// <summary>The value of a part by its name, or null when the posting does not allow to judge it.</summary>
    public double? this[string part] => Parts.FirstOrDefault(p => p.Name == part)?.Value;
}

/// <param name="Name">One of the constants of <see cref="FitPart"/>: stable, usable as a metric's name.</param>
/// <param name="Value">0 to 100, one decimal.</param>
/// <param name="Weight">Share of the overall score; the weights of all parts add up to 1.</param>
public sealed record FitPart(string Name, double Value, double Weight)
{
    public const string MustHaveSkills = "must_have_skills";
    public const string NiceToHaveSkills = "nice_to_have_skills";
    public const string Requirements = "requirements";
    public const string Experience = "experience";
    public const string Title = "title";
    public const string Keywords = "keywords";
}
