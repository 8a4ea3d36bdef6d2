namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Eliminates CVs that miss a must-have.</summary>
internal static class MustHaveFilter
{
    public static IReadOnlyList<CriterionFinding> Check(Offer offer, Candidate candidate) =>
        [.. offer.MustHaves.Select(c => CriterionCheck.Check(c, candidate))];

    /// <returns>The reason why the CV is eliminated, or null when it stays in.</returns>
    public static string? Reason(IReadOnlyList<CriterionFinding> mustHaves)
    {
        List<string> missing = [.. mustHaves.Where(Eliminates).Select(finding => finding.Criterion.Text)];
        return missing.Count == 0 ? null : $"Manque critère must-have: {string.Join(" ; ", missing)}";
    }

    private static bool Eliminates(CriterionFinding finding) =>
        finding.State == CriterionState.Missing || (finding.State == CriterionState.NotFound && finding.Criterion.Explicit);
}
