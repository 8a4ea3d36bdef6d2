namespace AspireStreaming.Worker.Pipelines.CvMatching;

internal static class NiceHaves
{
    /// <summary>Those of the offer of which the CV shows no trace, in the offer's words.</summary>
    public static IReadOnlyList<string> Missing(Offer offer, Candidate candidate) =>
        [.. offer.NiceHaves.Where(c => CriterionCheck.Check(c, candidate) != CriterionState.Met).Select(c => c.Text)];
}
