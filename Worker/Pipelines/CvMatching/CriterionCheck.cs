using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

internal enum CriterionState
{
    /// <summary>The CV meets the criterion.</summary>
    Met,

    /// <summary>The criterion is about years, skills, languages, a degree or a diploma, and the CV does not meet it.</summary>
    Missing,

    /// <summary>The criterion is about another subject, and the CV has fewer than half of its words.</summary>
    NotFound,

    /// <summary>"… or equivalent": the CV may or may not show an equivalent.</summary>
    Open,
}

/// <summary>What a CV tells about one criterion of an offer.</summary>
/// <param name="Sentences">At most three; empty when the CV says nothing about it.</param>
internal sealed record CriterionFinding(Criterion Criterion, CriterionState State, IReadOnlyList<string> Sentences)
{
    public MatchEvidence ToEvidence(string kind) => new(kind, Status, Criterion.Text, Sentences);

    /// <summary>What the CV says against the criterion is <c>not_met</c>, its silence is <c>not_found</c>.</summary>
    private string Status => State == CriterionState.Met ? MatchEvidence.Met
        : State == CriterionState.Missing && Sentences.Count > 0 ? MatchEvidence.NotMet : MatchEvidence.NotFound;
}

/// <summary>Whether a CV meets one criterion of an offer, and the sentences of the CV that tell so.</summary>
internal static partial class CriterionCheck
{
    /// <summary>Years (0.25) that a CV may lack, because dates without a month are not more exact.</summary>
    public const double YearsTolerance = 0.25;

    private const int MostSentences = 3;

    public static CriterionFinding Check(Criterion criterion, Candidate candidate)
    {
        bool any = Alternatives().IsMatch(criterion.Text);
        var checks = new List<(bool Met, IEnumerable<string> Sentences)>();
        if (criterion.Years is { } years)
        {
            checks.Add((candidate.Record.AnneesExperience + YearsTolerance >= years, candidate.Says.Years()));
        }

        if (criterion.Skills.Count > 0)
        {
            checks.Add((Has(criterion.Skills, candidate.Skills, any), candidate.Says.Skills(criterion.Skills)));
        }

        if (SpokenTongues.Of(criterion.Text) is { Count: > 0 } languages)
        {
            checks.Add((Has(languages, candidate.Languages, any), candidate.Says.Languages(languages)));
        }

        int? degree = DegreeLevel.Asked(criterion.Text);
        if (degree is not null)
        {
            checks.Add((candidate.Degree >= degree, candidate.Says.Degree()));
        }

        // "Licence ou diplôme d'État": the degree is enough.
        if (!(any && degree is not null) && NamedDiploma.Asked(criterion.Text) is { } diploma)
        {
            var named = diploma.In(candidate.Says.All).ToList();
            checks.Add((named.Count > 0, named.Count > 0 ? named : NamedDiploma.OthersIn(candidate.Says.All)));
        }

        if (checks.Count == 0)
        {
            return ByWords(criterion, candidate);
        }

        bool met = checks.TrueForAll(check => check.Met);
        var state = met ? CriterionState.Met : OpenEnded().IsMatch(criterion.Text) ? CriterionState.Open : CriterionState.Missing;
        // The decision rests on what is not met.
        return new CriterionFinding(
            criterion, state, [.. checks.Where(check => met || !check.Met).SelectMany(check => check.Sentences).Distinct().Take(MostSentences)]);
    }

    private static bool Has(IReadOnlyList<string> wanted, IReadOnlySet<string> has, bool any) =>
        any ? wanted.Any(has.Contains) : wanted.All(has.Contains);

    private static CriterionFinding ByWords(Criterion criterion, Candidate candidate)
    {
        List<string> words = [.. Words.Of(criterion.Text).Select(w => w.Text).Where(Lexicon.IsTelling).DistinctBy(Lexicon.Stem)];
        return words.Count(word => candidate.Words.ContainsStem(Lexicon.Stem(word)) || candidate.Activities.Contains(word)) * 2 >= words.Count
            ? new CriterionFinding(criterion, CriterionState.Met, [.. candidate.Says.Words(words).Take(MostSentences)])
            : new CriterionFinding(criterion, CriterionState.NotFound, []);
    }

    [GeneratedRegex(@"(?<!\p{L})(?:or|ou|either|soit)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alternatives();

    [GeneratedRegex(
        @"(?<!\p{L})(?:(?:or|ou)\s(?:an|une?\s)?\s?(?:équivalente?s?|equivalent|similar|similaires?|another|autres?|other|comparable|related|assimilée?s?)|équivalente?s?|equivalent|similar|such\sas|like|e\.g\.|for\sexample|par\sexemple|tel(?:le)?s?\sque|type)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OpenEnded();
}
