using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>
/// Scores a CV against a posting.
/// <para><c>overall = Σ weight·part / Σ weight</c> over the parts that the posting allows to judge:</para>
/// <list type="table">
/// <item><term>must_have_skills, 35</term><description>skills of must-haves found in the CV / all of them. Alternatives ("Java or Kotlin")
/// count as one. If the posting has no must-have skills, all its skills count.</description></item>
/// <item><term>nice_to_have_skills, 10</term><description>the same over all other skills asked for.</description></item>
/// <item><term>requirements, 15</term><description>mean coverage of the must-haves that name no skill: the weighted share of their telling
/// words (by stem) in the CV.</description></item>
/// <item><term>experience, 15</term><description>min(1, years / years asked for).</description></item>
/// <item><term>title, 15</term><description>best Dice similarity of word stems between the posting's title and the CV's titles; a past
/// position's title counts 0.8.</description></item>
/// <item><term>keywords, 10</term><description>the weighted share of <see cref="PostingKeywords"/> in the CV.</description></item>
/// </list>
/// <para>Pure. Only the posting decides which parts count, and more content in the CV never lowers a part. So an added skill that the
/// posting asks for never lowers the score.</para>
/// </summary>
public static class FitScorer
{
    public static FitScore Score(CvProfile cv, JobPosting posting)
    {
        var shown = new Evidence(cv);
        var musts = Groups(posting.MustHaves);
        var asked = musts.SelectMany(g => g).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var others = posting.Skills.Where(s => !asked.Contains(s))
            .Concat(posting.NiceToHaves.SelectMany(r => r.Skills)).Where(s => !asked.Contains(s))
            .Distinct(StringComparer.OrdinalIgnoreCase).Select(s => (string[])[s]).ToList();
        if (musts.Count == 0) (musts, others) = (others, []);

        var keywords = PostingKeywords.Of(posting);
        var plain = posting.MustHaves.Where(r => r.Skills.Count == 0)
            .Select(r => (Line: r, Answer: Answer(r, shown))).Where(r => r.Answer is not null).ToList();
        var years = posting.MinimumYears ?? posting.MustHaves.Max(r => r.Years);

        var parts = new List<FitPart>();
        void Judge(string name, double weight, double? value)
        {
            if (value is { } v) parts.Add(new FitPart(name, Math.Round(100 * Math.Clamp(v, 0, 1), 1), weight));
        }
        Judge(FitPart.MustHaveSkills, 35, Share(musts, shown));
        Judge(FitPart.NiceToHaveSkills, 10, Share(others, shown));
        Judge(FitPart.Requirements, 15, plain.Count == 0 ? null : plain.Average(p => p.Answer!.Value));
        Judge(FitPart.Experience, 15, years is > 0 ? cv.YearsOfExperience / years : null);
        Judge(FitPart.Title, 15, BestTitle(cv, posting.Title)?.Similarity ?? (HasTellingWords(posting.Title) ? 0 : null));
        Judge(FitPart.Keywords, 10, keywords.Count == 0 ? null
            : (double)keywords.Where(k => shown.Stem(k.Stem)).Sum(k => k.Weight) / keywords.Sum(k => k.Weight));

        var total = parts.Sum(p => p.Weight);
        var overall = total == 0 ? 0 : parts.Sum(p => p.Weight * p.Value) / total;
        return new FitScore(
            Math.Round(overall, 1),
            [.. parts.Select(p => p with { Weight = Math.Round(p.Weight / total, 4) })],
            [.. musts.Concat(others).SelectMany(g => g).Where(shown.Skill)],
            [.. musts.Where(g => !g.Any(shown.Skill)).Select(g => string.Join(" / ", g))],
            [.. others.Where(g => !g.Any(shown.Skill)).Select(g => string.Join(" / ", g))],
            [.. keywords.Where(k => shown.Stem(k.Stem)).Select(k => k.Term)],
            [.. keywords.Where(k => !shown.Stem(k.Stem)).Select(k => k.Term)],
            [.. plain.Where(p => p.Answer < 0.5).Select(p => p.Line.Text)]);
    }

    /// <summary>The title of the CV or of one of its positions that is nearest to <paramref name="wanted"/>; null without a shared word.</summary>
    public static (string Title, double Similarity)? BestTitle(CvProfile cv, string? wanted)
    {
        var stems = TitleStems(wanted);
        (string Title, double Similarity)? best = null;
        if (stems.Count == 0) return null;
        void Try(string? title, double weight)
        {
            var own = TitleStems(title);
            if (own.Count == 0) return;
            var similarity = weight * 2 * own.Count(stems.Contains) / (own.Count + stems.Count);
            if (similarity > (best?.Similarity ?? 0)) best = (title!, similarity);
        }
        Try(cv.Title, 1);
        for (var i = 0; i < cv.Positions.Count; i++) Try(cv.Positions[i].Title, i == 0 ? 1 : 0.8);
        return best;
    }

    private static bool HasTellingWords(string? title) => TitleStems(title).Count > 0;

    private static HashSet<string> TitleStems(string? title) =>
        [.. Words.Of(title ?? "").Select(w => w.Text).Where(w => !Lexicon.IsStopword(w) && !IsGenderMark(w)).Select(Lexicon.Stem)];

    // "(H/F)", "(m/w/d)"
    private static bool IsGenderMark(string word) => word is "h" or "f" or "m" or "w" or "d" or "x";

    private static double? Share(List<string[]> groups, Evidence shown) =>
        groups.Count == 0 ? null : (double)groups.Count(g => g.Any(shown.Skill)) / groups.Count;

    private static List<string[]> Groups(IEnumerable<Requirement> requirements)
    {
        var groups = new List<string[]>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var requirement in requirements)
        {
            var skills = requirement.Skills.Where(seen.Add).ToArray();
            if (skills.Length == 0) continue;
            if (skills.Length > 1 && AreAlternatives(requirement.Text, skills)) groups.Add(skills);
            else groups.AddRange(skills.Select(s => (string[])[s]));
        }
        return groups;
    }

    // "Java, Kotlin or Scala": an "or" between the last two named.
    private static bool AreAlternatives(string text, string[] skills)
    {
        var last = text.LastIndexOf(skills[^1], StringComparison.OrdinalIgnoreCase);
        var before = text.IndexOf(skills[^2], StringComparison.OrdinalIgnoreCase);
        if (before < 0 || last <= before + skills[^2].Length) return false;
        var between = Words.Of(text[(before + skills[^2].Length)..last]);
        return between.Count is > 0 and <= 2 && between.Exists(w => w.Text is "or" or "ou") && !between.Exists(w => w.Text is "and" or "et");
    }

    private static double? Answer(Requirement requirement, Evidence shown)
    {
        var stems = Words.Of(requirement.Text).Where(w => Lexicon.IsTelling(w.Text)).Select(w => Lexicon.Stem(w.Text)).Distinct().ToList();
        return stems.Count == 0 ? null : (double)stems.Count(shown.Stem) / stems.Count;
    }
}
