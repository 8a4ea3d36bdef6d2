namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Scores and order of CVs.</summary>
internal static class MatchRanking
{
    /// <returns>Without its rank yet.</returns>
    public static RankedCv Score(string cv, Reranking found)
    {
        double bonus = MatchFormula.Bonus(found.MissingNiceHaves.Count);
        return new RankedCv(
            0, cv, MatchFormula.Final(found.ScoreBase, bonus, found.Coefficient), found.ScoreBase, bonus, found.Coefficient,
            found.MissingNiceHaves, found.Reasons);
    }

    /// <summary>By final score, then base, then name: the same CVs come in the same order, however they were sent.</summary>
    public static IReadOnlyList<RankedCv> Rank(IEnumerable<RankedCv> scored) =>
    [
        .. scored
            .OrderByDescending(cv => cv.ScoreFinal)
            .ThenByDescending(cv => cv.ScoreBase)
            .ThenBy(cv => cv.Cv, StringComparer.Ordinal)
            .Select((cv, i) => cv with { Rang = i + 1 }),
    ];
}
