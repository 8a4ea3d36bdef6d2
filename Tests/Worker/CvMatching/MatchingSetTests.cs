using AspireStreaming.Bench.Matching;
using AspireStreaming.Worker.Embeddings;

namespace AspireStreaming.Tests.Worker.CvMatching;

/// <summary>
/// The labelled set of <c>Bench/Matching</c>, without its held-out part: <c>dotnet run -c Release --project Bench -- matching --held-out</c>
/// scores that at the end of a change.
/// </summary>
public sealed class MatchingSetTests
{
    [Fact]
    public async Task WordsAndMeaningTogetherRankBetterThanEachAlone()
    {
        var set = await MatchingSet.LoadAsync(CancellationToken.None);
        Assert.InRange(set.Cvs.Count, 20, 100);
        Assert.InRange(set.Offers.Count, 30, 200);
        Assert.InRange(set.Offers.Count(o => o.HeldOut), set.Offers.Count / 3, set.Offers.Count / 2);

        var options = new EmbeddingOptions();
        using var model = new LocalEmbeddings(options);
        var scores = await MatchingScores.OfAsync(set, set.Offers.Where(o => !o.HeldOut), options, model, CancellationToken.None);
        double lexical = scores.Average(s => s.Lexical), semantic = scores.Average(s => s.Semantic), fused = scores.Average(s => s.Fused);
        string figures = $"lexical {lexical:0.000}, semantic {semantic:0.000}, fused {fused:0.000}";
        Assert.True(fused > lexical + 0.04 && fused > semantic + 0.03, figures);
        Assert.True(fused > 0.87, figures);
    }

    [Theory]
    [InlineData("3 2 1 0", 1)]
    [InlineData("0 0 0 0", 1)]
    [InlineData("0 3", 0.63093)] // 1 / log2(3)
    [InlineData("2 3", 0.83399)] // (3 + 7 / log2(3)) / (7 + 3 / log2(3))
    public void TheGainFallsWithThePlace(string grades, double expected) =>
        Assert.Equal(expected, RankingQuality.Ndcg([.. grades.Split(' ').Select(int.Parse)], 10), 4);

    [Fact]
    public void PlacesBelowTheDepthDoNotCount() => Assert.Equal(0, RankingQuality.Ndcg([0, 0, 3], 2));
}
