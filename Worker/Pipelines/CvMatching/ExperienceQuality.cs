using System.Globalization;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>
/// The quality and relevance of a candidate's experience, 0 to 1:
/// 0.5 for the share of the offer's skills that were used in a position and not only listed (without such skills: the similarity of
/// the positions to the offer), 0.3 for the years relative to the required years (5 if the offer names none), 0.2 for the age of the
/// last such position (full value until 2 years ago, zero from 10 years on).
/// </summary>
internal static class ExperienceQuality
{
    private const double UsedShare = 0.5;
    private const double YearsShare = 0.3;
    private const double RecentShare = 0.2;

    private const double UsualYears = 5;
    private const double RecentYears = 2;
    private const double OldYears = 10;

    public static double Of(Offer offer, CvRecord cv, DateOnly today)
    {
        var asked = offer.Skills.ToHashSet(StringComparer.OrdinalIgnoreCase);
        List<(Experience Position, HashSet<string> Skills)> positions =
            [.. cv.Experiences.Select(e => (e, Used(e, asked)))];
        double used = asked.Count > 0
            ? (double)positions.SelectMany(p => p.Skills).Distinct(StringComparer.OrdinalIgnoreCase).Count() / asked.Count
            : Math.Sqrt(TextEmbedding.Of(offer.Text).Cosine(TextEmbedding.Of(string.Join('\n', cv.Experiences.Select(Text)))));
        double years = Math.Min(1, cv.AnneesExperience / Math.Max(1, offer.MinimumYears ?? UsualYears));
        double recent = positions.Where(p => asked.Count == 0 || p.Skills.Count > 0).Select(p => Recency(p.Position, today)).DefaultIfEmpty(0).Max();
        return (UsedShare * used) + (YearsShare * years) + (RecentShare * recent);
    }

    private static HashSet<string> Used(Experience position, HashSet<string> asked)
    {
        var used = ImpliedSkills.With(SkillLexicon.Builtin.Find(Text(position)).Select(m => m.Skill.Name));
        used.IntersectWith(asked);
        return used;
    }

    private static double Recency(Experience position, DateOnly today)
    {
        if (position.EnCours)
        {
            return 1;
        }

        // 2021-03, or 2021
        string? end = position.Fin ?? position.Debut;
        if (end is not { Length: >= 4 } || !int.TryParse(end.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out int year))
        {
            return 0;
        }

        int month = end.Length >= 7 && int.TryParse(end.AsSpan(5, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int m) ? m : 12;
        double ago = today.Year - year + ((today.Month - month) / 12.0);
        return Math.Clamp((OldYears - ago) / (OldYears - RecentYears), 0, 1);
    }

    private static string Text(Experience e) => string.Join('\n', new[] { e.Poste, e.Entreprise }.Concat(e.Details).Where(line => line is not null));
}
