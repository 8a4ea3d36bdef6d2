namespace AspireStreaming.Worker.Pipelines.CvMatching;

internal static class NiceHaves
{
    /// <summary>The nice-haves of the offer that the CV does not show, in the offer's words.</summary>
    public static IReadOnlyList<string> Missing(Offer offer, Candidate candidate) =>
        [.. offer.NiceHaves.Where(c => CriterionCheck.Check(c, candidate) != CriterionState.Met).Select(c => c.Text)];
}
