namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Eliminates CVs that miss a must-have.</summary>
internal static class MustHaveFilter
{
    /// <returns>The reason why the CV is eliminated, or null when it stays in.</returns>
    public static string? Reason(Offer offer, Candidate candidate)
    {
        List<string> missing = [.. offer.MustHaves.Where(c => Eliminates(c, CriterionCheck.Check(c, candidate))).Select(c => c.Text)];
        return missing.Count == 0 ? null : $"Manque critère must-have: {string.Join(" ; ", missing)}";
    }

    private static bool Eliminates(Criterion criterion, CriterionState state) =>
        state == CriterionState.Missing || (state == CriterionState.NotFound && criterion.Explicit);
}
