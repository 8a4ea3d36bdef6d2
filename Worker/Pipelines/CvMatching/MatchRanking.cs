namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Scores and order of CVs.</summary>
internal static class MatchRanking
{
    /// <returns>The scored CV, still without its rank.</returns>
    public static RankedCv Score(string cv, Reranking found)
    {
        double bonus = MatchFormula.Bonus(found.MissingNiceHaves.Count);
        return new RankedCv(
            0, cv, MatchFormula.Final(found.ScoreBase, bonus, found.Coefficient), found.ScoreBase, bonus, found.Coefficient,
            found.MissingNiceHaves, found.Reasons);
    }

    /// <summary>Orders by final score, then base, then name: the same CVs always get the same order.</summary>
    public static IReadOnlyList<RankedCv> Rank(IEnumerable<RankedCv> scored) =>
    [
        .. scored
            .OrderByDescending(cv => cv.ScoreFinal)
            .ThenByDescending(cv => cv.ScoreBase)
            .ThenBy(cv => cv.Cv, StringComparer.Ordinal)
            .Select((cv, i) => cv with { Rang = i + 1 }),
    ];
}
