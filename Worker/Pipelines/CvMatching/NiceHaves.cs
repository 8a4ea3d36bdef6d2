namespace AspireStreaming.Worker.Pipelines.CvMatching;

internal static class NiceHaves
{
    public static IReadOnlyList<CriterionFinding> Check(Offer offer, Candidate candidate) =>
        [.. offer.NiceHaves.Select(c => CriterionCheck.Check(c, candidate))];

    /// <summary>The nice-haves that the CV does not show, in the offer's words.</summary>
    public static IReadOnlyList<string> Missing(IReadOnlyList<CriterionFinding> niceHaves) =>
        [.. niceHaves.Where(finding => finding.State != CriterionState.Met).Select(finding => finding.Criterion.Text)];
}
