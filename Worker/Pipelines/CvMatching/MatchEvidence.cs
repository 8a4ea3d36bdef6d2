namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>What a decision or a score rests on: a sentence of the offer, and what the CV says about it.</summary>
/// <param name="Kind"><see cref="MustHave"/>, <see cref="NiceHave"/>, <see cref="Skill"/> or <see cref="Similar"/>.</param>
/// <param name="Status">Of a criterion: <see cref="Met"/>, <see cref="NotMet"/> or <see cref="NotFound"/>; else absent.</param>
/// <param name="Offer">A sentence of the offer.</param>
/// <param name="Cv">Sentences of the CV; empty when it says nothing.</param>
/// <param name="Similarity">Of <see cref="Similar"/>: the cosine of the two sentences, two decimals.</param>
public sealed record MatchEvidence(string Kind, string? Status, string Offer, IReadOnlyList<string> Cv, double? Similarity = null)
{
    public const string MustHave = "must_have";
    public const string NiceHave = "nice_have";
    public const string Skill = "skill";
    public const string Similar = "similar";

    public const string Met = "met";
    public const string NotMet = "not_met";
    public const string NotFound = "not_found";
}
