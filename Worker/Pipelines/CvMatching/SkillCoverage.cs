namespace AspireStreaming.Worker.Pipelines.CvMatching;

internal static class SkillCoverage
{
    private const double MustWeight = 2;

    /// <summary>The share of the offer's skills that the CV has; skills of must-haves count twice. 0 to 1; null when the offer names no skill.</summary>
    public static double? Of(Offer offer, IReadOnlySet<string> skills)
    {
        if (offer.Skills.Count == 0)
        {
            return null;
        }

        var musts = offer.MustHaves.SelectMany(c => c.Skills).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return offer.Skills.Where(skills.Contains).Sum(Weight) / offer.Skills.Sum(Weight);

        double Weight(string skill) => musts.Contains(skill) ? MustWeight : 1;
    }
}
