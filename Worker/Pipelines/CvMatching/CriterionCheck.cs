using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

internal enum CriterionState
{
    /// <summary>The CV meets the criterion.</summary>
    Met,

    /// <summary>The criterion is about years, skills, languages or a degree, and the CV does not meet it.</summary>
    Missing,

    /// <summary>The criterion is about another subject, and the CV has fewer than half of its words.</summary>
    NotFound,

    /// <summary>"… or equivalent": the CV may or may not show an equivalent.</summary>
    Open,
}

/// <summary>Whether a CV meets one criterion of an offer.</summary>
internal static partial class CriterionCheck
{
    /// <summary>Years (0.25) that a CV may lack, because dates without a month are not more exact.</summary>
    public const double YearsTolerance = 0.25;

    public static CriterionState Check(Criterion criterion, Candidate candidate)
    {
        bool any = Alternatives().IsMatch(criterion.Text);
        var checks = new List<bool>();
        if (criterion.Years is { } years)
        {
            checks.Add(candidate.Record.AnneesExperience + YearsTolerance >= years);
        }

        if (criterion.Skills.Count > 0)
        {
            checks.Add(Has(criterion.Skills, candidate.Skills, any));
        }

        if (SpokenTongues.Of(criterion.Text) is { Count: > 0 } languages)
        {
            checks.Add(Has(languages, candidate.Languages, any));
        }

        if (DegreeLevel.Asked(criterion.Text) is { } degree)
        {
            checks.Add(candidate.Degree >= degree);
        }

        if (checks.Count == 0)
        {
            return ByWords(criterion.Text, candidate);
        }

        return checks.TrueForAll(met => met) ? CriterionState.Met
            : OpenEnded().IsMatch(criterion.Text) ? CriterionState.Open
            : CriterionState.Missing;
    }

    private static bool Has(IReadOnlyList<string> wanted, IReadOnlySet<string> has, bool any) =>
        any ? wanted.Any(has.Contains) : wanted.All(has.Contains);

    private static CriterionState ByWords(string text, Candidate candidate)
    {
        List<string> stems = [.. Words.Of(text).Where(w => Lexicon.IsTelling(w.Text)).Select(w => Lexicon.Stem(w.Text)).Distinct()];
        return stems.Count(candidate.Words.ContainsStem) * 2 >= stems.Count ? CriterionState.Met : CriterionState.NotFound;
    }

    [GeneratedRegex(@"(?<!\p{L})(?:or|ou|either|soit)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alternatives();

    [GeneratedRegex(
        @"(?<!\p{L})(?:(?:or|ou)\s(?:an|une?\s)?\s?(?:équivalente?s?|equivalent|similar|similaires?|another|autres?|other|comparable|related|assimilée?s?)|équivalente?s?|equivalent|similar|such\sas|like|e\.g\.|for\sexample|par\sexemple|tel(?:le)?s?\sque|type)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OpenEnded();
}
