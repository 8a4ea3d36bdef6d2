using AspireStreaming.Worker.Pipelines.CvMatching;
using FsCheck;
using FsCheck.Fluent;

namespace AspireStreaming.Tests.Worker.CvMatching;

public sealed class MatchFormulaTests
{
    private static readonly Arbitrary<(double Base, int Missing, double Coefficient)> Numbers = (
        from b in Gen.Choose(0, 1000)
        from m in Gen.Choose(0, 60)
        from c in Gen.Choose(50, 150)
        select (b / 1000.0, m, c / 100.0)).ToArbitrary();

    [Fact]
    public void TheExampleOfTheSeedGivesItsScore()
    {
        Assert.Equal(0.8574, MatchFormula.Bonus(3));
        Assert.Equal(0.823, MatchFormula.Final(0.85, MatchFormula.Bonus(3), 1.25));
    }

    [Fact]
    public void AllScoresAreBounded() => Holds(n =>
        Final(n) is >= 0 and <= 1 && MatchFormula.Bonus(n.Missing) is > 0 and <= 1 && MatchFormula.Base(n.Base, 1 - n.Base, null) is >= 0 and <= 1
        && MatchFormula.Coefficient(n.Coefficient * 3) is >= 0.5 and <= 1.5);

    [Fact]
    public void ABetterBaseNeverScoresLess() => Holds(n => Final(n with { Base = Math.Min(1, n.Base + 0.05) }) >= Final(n));

    [Fact]
    public void AnotherMissingNiceHaveNeverScoresMore() => Holds(n => Final(n with { Missing = n.Missing + 1 }) <= Final(n));

    [Fact]
    public void BetterExperienceNeverScoresLess() => Holds(n => Final(n with { Coefficient = Math.Min(1.5, n.Coefficient + 0.1) }) >= Final(n));

    [Fact]
    public void MoreSkillsAndMoreSimilarityNeverLowerTheBase() => Holds(n =>
        MatchFormula.Base(Math.Min(1, n.Base + 0.05), 0.3, 0.4) >= MatchFormula.Base(n.Base, 0.3, 0.4)
        && MatchFormula.Base(0.3, Math.Min(1, n.Base + 0.05), 0.4) >= MatchFormula.Base(0.3, n.Base, 0.4)
        && MatchFormula.Base(0.3, 0.4, Math.Min(1, n.Base + 0.05)) >= MatchFormula.Base(0.3, 0.4, n.Base)
        && MatchFormula.Meaning(n.Base + 0.05) >= MatchFormula.Meaning(n.Base));

    [Fact]
    public void ValuesFromOutsideTheirRangesStayInBounds()
    {
        Assert.Equal(1, MatchFormula.Final(7, 9, 100));
        Assert.Equal(0, MatchFormula.Final(-1, 1, 1));
        Assert.Equal(1, MatchFormula.Base(2, 2, 2));
    }

    [Fact]
    public void TheRankingDoesNotDependOnTheOrderOfTheCvs()
    {
        // Few different scores, so that there are many ties.
        var cvs = Gen.Choose(0, 3).ArrayOf(12).Select(scores => scores.Select((score, i) =>
            MatchRanking.Score($"cv-{i}.pdf", new Reranking(score / 4.0, [], 1, null))).ToArray()).ToArbitrary();
        Prop.ForAll(cvs, Gen.Choose(0, 1000).ToArbitrary(), (ranked, seed) =>
        {
            var shuffled = ranked.ToArray();
            new Random(seed).Shuffle(shuffled);
            var once = MatchRanking.Rank(ranked);
            return once.Select(cv => cv.Cv).SequenceEqual(MatchRanking.Rank(shuffled).Select(cv => cv.Cv))
                && once.Select(cv => cv.Rang).SequenceEqual(Enumerable.Range(1, ranked.Length))
                && once.Zip(once.Skip(1)).All(pair => pair.First.ScoreFinal >= pair.Second.ScoreFinal);
        }).QuickCheckThrowOnFailure();
    }

    private static double Final((double Base, int Missing, double Coefficient) n) =>
        MatchFormula.Final(n.Base, MatchFormula.Bonus(n.Missing), n.Coefficient);

    private static void Holds(Func<(double Base, int Missing, double Coefficient), bool> property) =>
        Prop.ForAll(Numbers, property).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
