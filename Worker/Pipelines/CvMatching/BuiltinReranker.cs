using System.Globalization;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Adds the reasons. The numbers of the earlier steps stay the same, including <see cref="ExperienceQuality"/>.</summary>
internal sealed class BuiltinReranker : IMatchReranker
{
    private const int MostNamed = 6;

    public static readonly BuiltinReranker Instance = new();

    public Task<Reranking> RerankAsync(Offer offer, CvRecord cv, Reranking first, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(first with { Reasons = Reasons(offer, cv) });
    }

    private static List<string> Reasons(Offer offer, CvRecord cv)
    {
        var candidate = new Candidate(cv);
        List<string> has = [.. offer.Skills.Where(candidate.Skills.Contains)];
        List<string> lacks = [.. offer.Skills.Where(s => !candidate.Skills.Contains(s))];
        var reasons = new List<string>();
        if (has.Count > 0)
        {
            reasons.Add($"Compétences présentes : {Named(has)}");
        }

        if (lacks.Count > 0)
        {
            reasons.Add($"Compétences absentes : {Named(lacks)}");
        }

        string years = cv.AnneesExperience.ToString("0.#", CultureInfo.InvariantCulture).Replace('.', ',');
        reasons.Add(offer.MinimumYears is { } asked
            ? $"{years} ans d'expérience pour {asked.ToString("0.#", CultureInfo.InvariantCulture).Replace('.', ',')} demandés"
            : $"{years} ans d'expérience");
        return reasons;
    }

    private static string Named(List<string> skills) =>
        string.Join(", ", skills.Take(MostNamed)) + (skills.Count > MostNamed ? $" et {skills.Count - MostNamed} autres" : "");
}
