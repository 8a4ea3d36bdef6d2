using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Cuts a CV at its headings, in both languages and the usual styles: capitals, a colon, an underline, Markdown.</summary>
internal static partial class SectionSplitter
{
    /// <summary>Below a line of a PDF that looks like its headings.</summary>
    public const string Underline = "────";

    /// <summary>The first section is the part above the first heading.</summary>
    public static List<CvSection> Split(IReadOnlyList<string> lines)
    {
        lines = MarginHeadings.Apart(lines);
        var sections = new List<CvSection>();
        var (kind, heading) = (CvSectionKind.Header, "");
        var body = new List<string>();
        var plain = HasPlainHeadings(lines);
        // A heading in lower case, where all others have a capital: no other line says where the work begins.
        var lone = Enumerable.Range(0, lines.Count).Where(at => InLowerCase(lines, at)?.Kind is CvSectionKind.Experience or CvSectionKind.Education).ToHashSet();
        lone.RemoveWhere(at => lines.Any(l => l.Length < 60 && SectionHeadings.KindOf(l.Trim(' ', ':')) == InLowerCase(lines, at)!.Value.Kind && l.Any(char.IsUpper)));
        var icons = Enumerable.Range(0, lines.Count).Any(at => TextLines.IsBullet(lines[at]) && SectionHeadings.KindOf(TextLines.WithoutBullet(lines[at])) is CvSectionKind.Experience or CvSectionKind.Education && HasNoBulletBelow(lines, at));
        var labels = RepeatedLines(lines);
        var apart = AreApart(lines);
        for (var i = 0; i < lines.Count; i++)
        {
            if (kind == CvSectionKind.Experience && labels.Contains(TextFold.Fold(lines[i].Trim(' ', ':'))))
            {
                body.Add(lines[i].TrimEnd().EndsWith(':') ? lines[i] : $"{lines[i].TrimEnd()}:"); // the colon says that it names no position
                continue;
            }

            if ((HeadingAt(lines, i, kind, icons, apart) ?? (plain || lone.Contains(i) ? InLowerCase(lines, i) : null) ?? Underlined(lines, i)) is not { } found)
            {
                body.Add(IsRule(lines[i]) ? "" : lines[i]); // what stands below a rule goes on with nothing above
                continue;
            }

            sections.Add(new CvSection(kind, heading, Trimmed(body)));
            (kind, heading) = (found.Kind, found.Heading);
            body = found.Below.Length > 0 ? [found.Below] : [];
            if (GoesOnBelow(lines, i, found)) i++;
        }

        sections.Add(new CvSection(kind, heading, Trimmed(body)));
        return sections;
    }

    // "Key Achievements" stands below each of the positions: it is a part of them, and no section.
    private static HashSet<string> RepeatedLines(IReadOnlyList<string> lines) =>
        [.. lines.Select(l => l.Trim(' ', ':')).Where(l => l.Length is > 4 and < 50 && SectionHeadings.KindOf(l) is { } kind && kind != CvSectionKind.Experience && (kind != CvSectionKind.Education || l.Contains(' ', StringComparison.Ordinal)))
            .GroupBy(TextFold.Fold).Where(g => g.Count() > 1).Select(g => g.Key)];

    private static (CvSectionKind Kind, string Heading, string Below)? HeadingAt(IReadOnlyList<string> lines, int at, CvSectionKind current, bool icons, bool apart)
    {
        var line = lines[at].Trim();
        if (line.Length is < 3 or > 400) return null;
        var marked = line[0] == '#' || line.StartsWith("**", StringComparison.Ordinal) || (at + 1 < lines.Count && IsRule(lines[at + 1]));
        var text = Decoration().Replace(line, "").Trim();
        if (text.Length == 0) return null;

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var head = (colon > 0 ? text[..colon] : text).Trim();
        var rest = colon > 0 ? text[(colon + 1)..].Trim(' ', '*') : "";
        var plain = Aside().Replace(head, "").Trim();
        if ((SectionHeadings.KindOf(plain) ?? (colon < 0 ? OfTrade(lines, at, plain, current, marked) : null)) is not { } kind) return null;
        // "Réalisations :" below a position is about it.
        if (current == CvSectionKind.Experience && ((kind == current && colon > 0) || FieldLabels.Of(plain) is EntryField.Remark)) return null;
        // "SPEAKING" is a column of a table of languages there.
        if (current is CvSectionKind.Languages or CvSectionKind.Skills && TextFold.Fold(plain) == "speaking") return null;
        // "Résumé" at the top of the page is the name of the document.
        if (kind == CvSectionKind.Summary && TextFold.Fold(head) == "resume" && lines.Take(at).All(l => l.Length == 0)) return null;
        var bulleted = TextLines.IsBullet(line) && !line.StartsWith('*') && !line.StartsWith('-') && line[0] < '\u2500';
        if (rest.Length > 0)
        {
            // "Languages: Python, SQL" is a line of the skills; "Langues : anglais (C1)" is a section of one line.
            if (kind is CvSectionKind.Experience or CvSectionKind.Header or CvSectionKind.Projects or CvSectionKind.Other) return null;
            if (current == kind) return null;
            // "Stack: Python, SQL" right below the tasks of a position is about it.
            if (current is CvSectionKind.Experience or CvSectionKind.Projects && at > 0 && lines[at - 1].Length > 0) return null;
            if (kind == CvSectionKind.Languages && !SpokenLanguageReader.Mentions(rest)) return null;
            if (bulleted && current != CvSectionKind.Header) return null;
            return (kind, head, rest);
        }

        if ((bulleted || IsAmongBullets(lines, at)) && !(icons && HasNoBulletBelow(lines, at))) return null;
        if (line.EndsWith('.') || line.EndsWith(',')) return null;
        var capitals = head.Any(char.IsLetter) && !head.Any(char.IsLower);
        // "…, Trade Law, and Company" and "Languages" below it: the end of a list.
        if (!marked && !capitals && colon < 0 && at > 0 && (OpenEnd().IsMatch(lines[at - 1]) || (apart && LongList().IsMatch(lines[at - 1])))) return null;
        if (!marked && !capitals && colon < 0)
        {
            if (!char.IsUpper(head[0])) return null;
            // A plain word in the middle of a list is an item of the list.
            if (current is CvSectionKind.Skills && kind == CvSectionKind.Languages && !NextLineMentionsLanguage(lines, at)) return null;
            if (current is CvSectionKind.Header && at == 0 && kind != CvSectionKind.Summary && lines.Count < 3) return null;
        }
        else if (current == CvSectionKind.Skills && kind == CvSectionKind.Languages && !NextLineMentionsLanguage(lines, at)) return null;

        return (kind, head, "");
    }

    // Whether all headings stand below an empty line, but for words that may be the end of a list.
    private static bool AreApart(IReadOnlyList<string> lines)
    {
        var above = Enumerable.Range(1, Math.Max(0, lines.Count - 1)).Where(at => lines[at].Length is > 3 and < 40 && char.IsUpper(lines[at].TrimStart() is [var first, ..] ? first : ' ') && (SectionHeadings.KindOf(lines[at].Trim()) ?? SectionHeadings.KindOfTrade(lines[at].Trim())) is not null)
            .Select(at => lines[at - 1]).ToList();
        return above.Count(string.IsNullOrWhiteSpace) >= 3 && above.TrueForAll(line => string.IsNullOrWhiteSpace(line) || LongList().IsMatch(line)) && above.Count(line => !string.IsNullOrWhiteSpace(line)) == 1;
    }

    // "- Software" between "- Minutes" and "- Archives"
    private static bool IsAmongBullets(IReadOnlyList<string> lines, int at) =>
        lines[at].TrimStart() is ['-' or '*', ' ', ..] text && ((at > 0 && lines[at - 1].TrimStart().StartsWith(text[..2], StringComparison.Ordinal)) || (at + 1 < lines.Count && lines[at + 1].TrimStart().StartsWith(text[..2], StringComparison.Ordinal)));

    // An icon before a heading is read as a bullet. What stands below such a heading is no item of the same list.
    private static bool HasNoBulletBelow(IReadOnlyList<string> lines, int at)
    {
        var below = at + 1;
        while (below < lines.Count && lines[below].Length == 0) below++;
        return below < lines.Count && !TextLines.IsBullet(lines[below]);
    }

    // A design without capitals: "expérience", "études" and "langues", each below an empty line.
    private static bool HasPlainHeadings(IReadOnlyList<string> lines)
    {
        var kinds = Enumerable.Range(0, lines.Count).Select(at => InLowerCase(lines, at)?.Kind).OfType<CvSectionKind>().ToHashSet();
        return kinds.Count >= 3 && (kinds.Contains(CvSectionKind.Experience) || kinds.Contains(CvSectionKind.Education));
    }

    private static (CvSectionKind Kind, string Heading, string Below)? InLowerCase(IReadOnlyList<string> lines, int at)
    {
        var line = lines[at].Trim();
        if (line.Length is < 3 or > 30 || line.Any(c => !(char.IsLower(c) || c is ' ' or '\'')) || at == 0 || lines[at - 1].Length > 0) return null;
        return SectionHeadings.KindOf(line) is { } kind ? (kind, line, "") : line is "programming" or "programmation" ? (CvSectionKind.Skills, line, "") : null;
    }

    // The reader of PDFs underlines what is set like the page's headings, whatever its words are.
    private static (CvSectionKind Kind, string Heading, string Below)? Underlined(IReadOnlyList<string> lines, int at) =>
        at + 1 < lines.Count && lines[at + 1] == Underline && lines[at].Any(char.IsLetter) ? (SectionHeadings.KindOfAny(lines[at]) ?? CvSectionKind.Other, lines[at].Trim(), "") : null;

    // "Aptitudes et compétences" and "personnelles" below it.
    private static bool GoesOnBelow(IReadOnlyList<string> lines, int at, (CvSectionKind Kind, string Heading, string Below) found) =>
        found.Below.Length == 0 && at + 1 < lines.Count && lines[at + 1].Trim() is { Length: > 2 and < 25 } next && next.All(char.IsLower)
        && SectionHeadings.KindOf(next) is null && SectionHeadings.KindOf($"{found.Heading} {next}") == found.Kind;

    // In a list of skills, "User Experience" and "Communication Skills" are items.
    private static CvSectionKind? OfTrade(IReadOnlyList<string> lines, int at, string heading, CvSectionKind current, bool marked)
    {
        if (SectionHeadings.KindOfTrade(heading) is not { } kind || HeadNouns.Of(heading) == HeadNoun.Role) return null;
        var stands = marked || !heading.Any(char.IsLower) || (at > 0 && lines[at - 1].Length == 0);
        return stands || current is not (CvSectionKind.Skills or CvSectionKind.Interests or CvSectionKind.Certifications) ? kind : null;
    }

    private static bool NextLineMentionsLanguage(IReadOnlyList<string> lines, int at)
    {
        for (var i = at + 1; i < Math.Min(lines.Count, at + 5); i++)
            if (!IsRule(lines[i]) && SpokenLanguageReader.Mentions(lines[i])) return true;
        return false;
    }

    private static bool IsRule(string line)
    {
        var text = line.AsSpan().Trim();
        if (text.Length < 3) return false;
        foreach (var c in text) if (c is not ('=' or '-' or '_' or '~' or '*' or '─' or '━' or '—' or '·' or '.')) return false;
        return true;
    }

    private static List<string> Trimmed(List<string> body)
    {
        var start = 0;
        var end = body.Count;
        while (start < end && string.IsNullOrWhiteSpace(body[start])) start++;
        while (end > start && string.IsNullOrWhiteSpace(body[end - 1])) end--;
        return body[start..end];
    }

    // A word or a mark that ends no line.
    [GeneratedRegex(@"(?:\s(?:and|or|et|ou|&|de|du|des|of|in|en|the|for|pour|with|avec)|,)$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex OpenEnd();

    [GeneratedRegex(@"^(?=.{60}).*,[^,;.]{1,40}$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LongList();

    // "Experience (8+ years)"
    [GeneratedRegex(@"\([^(),]{0,40}\)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Aside();

    // "## Skills", "== Skills ==", "1. Skills", "III - Formation", "★ Skills", "[ Skills ]", "l Skills" (the letter of an icon font)
    [GeneratedRegex(@"^(?:[^\p{L}\p{N}]+|(?:\d{1,2}|[IVX]{1,4})\s?[.)\-–]\s+|\p{L}\s+(?=\p{Lu}\p{L}{4}))+|[^\p{L}\p{N})\]:]+$|(?<=:)\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Decoration();
}
