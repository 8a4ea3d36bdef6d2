using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

internal static class SkillCoverage
{
    private const double MustWeight = 2;
    private const int MostShown = 10;

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

    /// <summary>Where the offer asks for a skill and where the CV shows it, must-haves first. Skills of criteria are left out: criteria have evidence of their own.</summary>
    public static IEnumerable<MatchEvidence> Evidence(Offer offer, Candidate candidate)
    {
        var ofCriteria = offer.MustHaves.Concat(offer.NiceHaves).SelectMany(c => c.Skills).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var sentences = Sentences.Of(offer);
        return offer.Skills.Where(skill => candidate.Skills.Contains(skill) && !ofCriteria.Contains(skill))
            .Select(skill => (
                Asked: sentences.Select(s => s.Text).FirstOrDefault(text => SkillLexicon.Builtin.Find(text).Any(m => m.Skill.Name == skill)) ?? skill,
                Shown: candidate.Says.Skills([skill]).ToList()))
            .Where(skill => skill.Shown.Count > 0)
            .Take(MostShown)
            .Select(skill => new MatchEvidence(MatchEvidence.Skill, null, skill.Asked, skill.Shown));
    }
}
