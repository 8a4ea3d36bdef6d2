using AspireStreaming.Streaming.Events;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

internal static partial class StyleRules
{
    public static (ValidationStatus, string) Openings(RuleContext c)
    {
        var weak = c.Achievements.Where(a => BulletOpenings.IsWeak(a, c.InFrench)).ToList();
        return weak.Count == 0
            ? (ValidationStatus.Pass, c.Speak.Say("No weak opening.", "Aucun début faible."))
            : (ValidationStatus.Warn, c.Speak.Say($"{weak.Count} of {c.Achievements.Count} open weakly, such as {c.Speak.Quote(weak[0], 60)}.",
                $"{weak.Count} sur {c.Achievements.Count} commencent faiblement, comme {c.Speak.Quote(weak[0], 60)}."));
    }

    public static (ValidationStatus, string) Passive(RuleContext c)
    {
        var passive = c.Achievements.Where(a => (c.InFrench ? PassiveFrench() : PassiveEnglish()).IsMatch(a)).ToList();
        return passive.Count == 0
            ? (ValidationStatus.Pass, c.Speak.Say("Active throughout.", "Active partout."))
            : (ValidationStatus.Warn, c.Speak.Say($"Passive {passive.Count} times, such as {c.Speak.Quote(passive[0], 60)}.", $"Passive {passive.Count} fois, comme {c.Speak.Quote(passive[0], 60)}."));
    }

    public static (ValidationStatus, string) FirstPerson(RuleContext c)
    {
        var lines = c.Achievements.Where(a => (c.InFrench ? FirstPersonFrench() : FirstPersonEnglish()).IsMatch(a)).ToList();
        return lines.Count == 0
            ? (ValidationStatus.Pass, c.Speak.Say("None in the achievements.", "Aucune dans les réalisations."))
            : (ValidationStatus.Warn, c.Speak.Say($"Achievements that say “I” or “my”: {lines.Count}, such as {c.Speak.Quote(lines[0], 60)}.",
                $"Réalisations qui disent « je » ou « mon » : {lines.Count}, comme {c.Speak.Quote(lines[0], 60)}."));
    }

    public static (ValidationStatus, string) Repetition(RuleContext c)
    {
        List<string> found = [];
        for (var i = 1; i < c.Words.Count; i++)
        {
            var (before, word) = (c.Words[i - 1], c.Words[i]);
            if (word.Breaks || word.Text != before.Text || word.Text.Length < 2 || !word.Text.All(char.IsLetter) || SpansLines(c.Text, before, word)
                || word.Text is "nous" or "vous" or "had" or "that") continue;
            found.Add($"{word.Text} {word.Text}");
            if (found.Count == 5) break;
        }
        found.AddRange(c.Achievements.Select(a => Words.Of(a).FirstOrDefault().Text).Where(w => w is { Length: > 2 }).GroupBy(w => w)
            .Where(g => g.Count() > 3).OrderByDescending(g => g.Count()).Take(5).Select(g => $"{g.Key} × {g.Count()}"));
        return found.Count == 0
            ? (ValidationStatus.Pass, c.Speak.Say("No word twice in a row, no opening over and over.", "Aucun mot doublé, aucun début répété."))
            : (ValidationStatus.Warn, c.Speak.Some(found));
    }

    public static (ValidationStatus, string) Characters(RuleContext c)
    {
        var hostile = c.Resume.Lines.Count(line => LineEdits.Clean(line) != line);
        var pictures = c.Text.Count(ch => ch is (>= '\u2500' and <= '\u259F') or '\uFFFD' || char.IsSurrogate(ch));
        if (hostile == 0 && pictures == 0) return (ValidationStatus.Pass, c.Speak.Say("Plain characters only.", "Caractères simples uniquement."));
        return (ValidationStatus.Warn, c.Speak.Say($"{hostile} lines with ligatures, icons, tab stops or invisible marks; {pictures} pictographs or frames.",
            $"{hostile} lignes avec ligatures, icônes, tabulations ou marques invisibles ; {pictures} pictogrammes ou cadres."));
    }

    private static bool SpansLines(string text, Word before, Word word) =>
        text.AsSpan(before.Start + before.Length, word.Start - before.Start - before.Length).Contains('\n');

    [GeneratedRegex(@"\b(?:was|were|been|being) (?:\p{Ll}{2,15}ed|built|given|led|made|run|sold|taken|taught|written|chosen)\b(?! in (?:charge|with))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PassiveEnglish();

    [GeneratedRegex(@"\b(?:a|ont|ai|avait) été \p{Ll}{2,20}|\b(?:est|sont|était|étaient|fut) \p{Ll}{2,18}(?:ée?s?|ie?s?|ue?s?) par\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PassiveFrench();

    [GeneratedRegex(@"(?:^|[^\p{L}.])I(?: (?!and\b|or\b|to\b|through\b)\p{Ll}|['’](?:ve|m|d)\b)|\b(?:[Mm]y|me|myself)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstPersonEnglish();

    [GeneratedRegex(@"\b(?:[Jj]e\b|[Jj]['’]|[Mm]on\b|[Mm]es\b|[Mm]oi\b|[Mm]a\b)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstPersonFrench();
}
