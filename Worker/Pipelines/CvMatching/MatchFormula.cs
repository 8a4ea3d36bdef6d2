namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>
/// The score of a CV. With base in 0 to 1, n missing nice-haves and the experience coefficient in 0.5 to 1.5:
/// <code>
/// bonus_nice_have_multiplicateur = 0.95 ^ n
/// score_final = min(1, score_base × bonus ^ 0.5 × coefficient ^ 0.2)
/// </code>
/// The exponents reduce the effect of the two multipliers, so that neither outweighs the base: three missing nice-haves cost 7 %, the best
/// experience gains 8 %. Example: 0.85 × 0.8574^0.5 × 1.25^0.2 = 0.823. The score never falls when base or coefficient rises or n falls.
/// </summary>
public static class MatchFormula
{
    /// <summary>Each missing nice-have multiplies the bonus by this factor.</summary>
    public const double PerMissingNiceHave = 0.95;

    public const double BonusExponent = 0.5;
    public const double CoefficientExponent = 0.2;

    public const double LeastCoefficient = 0.5;
    public const double MostCoefficient = 1.5;

    /// <summary>Sentences below this cosine have nothing to do with each other.</summary>
    public const double UnrelatedCosine = 0.15;

    /// <summary>From this cosine on two sentences say the same.</summary>
    public const double SameCosine = 0.75;

    /// <summary>A pair of sentences from this cosine on is shown as evidence.</summary>
    public const double TellingCosine = 0.35;

    private const double CoverageShare = 0.6;
    private const double MeaningShare = 0.7;

    /// <summary>Combines the share of the requested skills and the similarity of the texts, by words and by meaning.</summary>
    /// <param name="coverage">0 to 1, or null when the offer names no skill: then only the similarity counts.</param>
    /// <param name="cosine">0 to 1, by words. The formula takes its root: texts of a hundred different words on the same subject are at 0.3 to 0.6.</param>
    /// <param name="meaning">0 to 1, or null without embeddings: then only the words count.</param>
    /// <returns>0 to 1, three decimals.</returns>
    public static double Base(double? coverage, double cosine, double? meaning)
    {
        double words = Math.Sqrt(Math.Clamp(cosine, 0, 1));
        double likeness = meaning is { } m ? (MeaningShare * Math.Clamp(m, 0, 1)) + ((1 - MeaningShare) * words) : words;
        return Round(coverage is { } c ? (CoverageShare * Math.Clamp(c, 0, 1)) + ((1 - CoverageShare) * likeness) : likeness, 3);
    }

    /// <summary>What a pair of sentences counts.</summary>
    /// <param name="cosine">Of their vectors, -1 to 1.</param>
    /// <returns>0 to 1.</returns>
    public static double Meaning(double cosine) => Math.Clamp((cosine - UnrelatedCosine) / (SameCosine - UnrelatedCosine), 0, 1);

    /// <param name="missing">How many nice-haves are missing. 0 or more.</param>
    /// <returns>0 to 1, four decimals.</returns>
    public static double Bonus(int missing) => Round(Math.Pow(PerMissingNiceHave, missing), 4);

    /// <param name="quality">0 to 1: the quality and relevance of the experience.</param>
    /// <returns>0.5 to 1.5, two decimals.</returns>
    public static double Coefficient(double quality) => Round(LeastCoefficient + Math.Clamp(quality, 0, 1), 2);

    /// <returns>0 to 1, three decimals, reproducible from the three rounded numbers.</returns>
    public static double Final(double scoreBase, double bonus, double coefficient) => Round(
        Math.Clamp(
            Math.Clamp(scoreBase, 0, 1)
            * Math.Pow(Math.Clamp(bonus, 0, 1), BonusExponent)
            * Math.Pow(Math.Clamp(coefficient, LeastCoefficient, MostCoefficient), CoefficientExponent),
            0,
            1),
        3);

    private static double Round(double value, int digits) => Math.Round(value, digits, MidpointRounding.AwayFromZero);
}
