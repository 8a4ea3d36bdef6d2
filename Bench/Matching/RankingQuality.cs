namespace AspireStreaming.Bench.Matching;

/// <summary>The normalised discounted cumulative gain of rankings: 1 when the best answers come first, in the order of their grades.</summary>
internal static class RankingQuality
{
    /// <param name="ranked">The grades of all documents, 0 or more, in the order of the ranking.</param>
    /// <param name="depth">The number of places that count.</param>
    /// <returns>0 to 1.</returns>
    public static double Ndcg(IReadOnlyList<int> ranked, int depth)
    {
        double ideal = Gain(ranked.OrderDescending(), depth);
        return ideal == 0 ? 1 : Gain(ranked, depth) / ideal;
    }

    private static double Gain(IEnumerable<int> grades, int depth) =>
        grades.Take(depth).Select((grade, i) => (Math.Pow(2, grade) - 1) / Math.Log2(i + 2)).Sum();
}
