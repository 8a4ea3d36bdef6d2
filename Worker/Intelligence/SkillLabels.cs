using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Names of groups in a skill section that no colon tells: in a column of their own ("DevOps    AWS, Docker"), or alone above the group's items.
/// </summary>
internal static partial class SkillLabels
{
    /// <summary>The lines, such names empty.</summary>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> lines)
    {
        var kept = Enumerable.Range(0, lines.Count).Where(i => lines[i].Any(char.IsLetter) && !IsLanguageTable(lines[i])).ToList(); // a row of dots is a level
        var written = kept.ConvertAll(i => lines[i]);
        if (written.Count == 0) return [];
        if (InColumns(written) is { } columns) return columns;

        var alone = Enumerable.Range(0, written.Count).Where(i => IsAlone(written[i])).ToList();
        var above = alone.FindAll(i => i + 1 < written.Count && !IsAlone(written[i + 1]));
        // Bullets below a text without one are its items. Lists below a text are, if all texts have one.
        var labels = above.FindAll(i => TextLines.IsBullet(written[i + 1]));
        if (above.Count == alone.Count && (above.Count >= 2 || (above is [0] && List().Count(written[1]) > 1))) labels = above;
        // "Backend    Frontend" above "Java, Go    React, Vue": heads of columns.
        labels = [.. labels.Union(Enumerable.Range(0, written.Count - 1).Where(i => AreHeads(TextLines.Cells(written[i]), TextLines.Cells(written[i + 1]))))];
        // "Programming" above "Over 5000 lines:", a group of its own.
        labels = [.. labels.Union(above.Where(i => written[i + 1].EndsWith(':')))];
        // "Methods" below an empty line and above "Scrum, Kanban".
        labels = [.. labels.Union(above.Where(i => kept[i] > 0 && lines[kept[i] - 1].Length == 0 && kept[i + 1] == kept[i] + 1 && List().IsMatch(written[i + 1])))];
        // What stands below a text that is left out goes on with nothing above.
        if (labels.Count == 0) return [.. lines.Select(l => IsLanguageTable(l) ? "" : l)];
        var items = kept.Where((_, n) => !labels.Contains(n)).ToHashSet();
        return [.. lines.Select((line, i) => items.Contains(i) ? line : "")];
    }

    /// <summary>Of a section of languages the items whose label names skills: "Informatique    Word, Excel".</summary>
    public static IReadOnlyList<string> OfSkills(IReadOnlyList<string> lines) =>
        [.. lines.Select(l => Beside().Match(TextLines.WithoutBullet(l))).Where(m => m.Success && SectionHeadings.KindOf(m.Groups["label"].Value.Trim()) == CvSectionKind.Skills).Select(m => $"• {m.Groups["items"].Value}")];

    // Heads and levels of the table of languages that Europass has.
    private static bool IsLanguageTable(string line) => LanguageTable().IsMatch(line)
        || TextLines.Cells(line) is { Length: >= 2 } cells && SpokenLanguageReader.IsOne(cells[0]) && cells.Skip(1).All(c => LanguageTable().IsMatch(c));

    // "Drawing    AutoCAD, Rhino    Images    Photoshop": labels, each beside its items. Languages and licences have labels there too.
    private static List<string>? InColumns(List<string> written)
    {
        var rows = new List<string[]>();
        foreach (var cells in written.Select(l => TextLines.Cells(TextLines.WithoutBullet(l)).Select(c => c.Trim()).Where(c => c.Length > 0).ToArray()))
        {
            // A list that goes on below its label.
            if (cells is [var more] && rows.Count > 0 && rows[^1].Length == 2 && rows[^1][1] is var list && (list.EndsWith(',') || char.IsLower(more[0]))) rows[^1][1] = $"{list} {more}";
            else rows.Add(cells);
        }

        if (rows.Count < 2 || rows.Exists(r => Array.Exists(r, TextLines.IsBullet)) || !rows.TrueForAll(r => r.Length % 2 == 0 && r.Where((_, n) => n % 2 == 0).All(c => ShortLabel().IsMatch(c)))) return null;
        var pairs = rows.SelectMany(r => r.Chunk(2)).Where(pair => !NoSkills().IsMatch(pair[0])).ToList();
        var (known, others) = (pairs.Count(p => SectionHeadings.KindOf(p[0]) is not null) + rows.Sum(r => r.Length / 2) - pairs.Count, rows.Sum(r => r.Length / 2));
        return pairs.Count(p => p[1].IndexOfAny([',', '|', ';', '•', '·']) >= 0) * 2 > pairs.Count || known * 2 >= others
            ? pairs.ConvertAll(p => $"• {p[1]}") // else a row in lower case would continue the one above
            : null;
    }

    private static bool AreHeads(string[] heads, string[] below) =>
        heads.Length >= 2 && heads.Length == below.Length && Array.TrueForAll(heads, h => ShortLabel().IsMatch(h)) && below.Count(c => List().IsMatch(c)) * 2 > below.Length;

    private static bool IsAlone(string line) => !TextLines.IsBullet(line) && Phrase().IsMatch(line.Trim());

    [GeneratedRegex(@"^\p{L}[^\s,]*(?:\s[^\s,]+){0,6}$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ShortLabel();

    [GeneratedRegex(@"[,;|•·]\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex List();

    [GeneratedRegex(@"^\s*(?:(?:other\slanguages?|autres?\slangues?|understanding|listening|reading|speaking|writing|spoken\s(?:interaction|production)|comprendre|écouter|lire|parler|écrire|prendre\spart(?:\sà\sune\sconversation)?|s'exprimer(?:\soralement(?:\sen\scontinu)?)?|[ABC][12]|EQF\s\d|levels\s?:.*|common\seuropean\sframework.*|niveaux?\s?:.*|cadre\seuropéen.*)\s*)+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LanguageTable();

    [GeneratedRegex(@"^(?<label>\p{L}[^:\t]{1,40}?)(?:\s*:\s*|\s{2,})(?<items>\S.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Beside();

    // What people speak and may drive.
    [GeneratedRegex(@"^(?:mother\stongue|other\slanguages?|spoken(?:\slanguages?)?|langues?\smaternelles?|autres?\slangues?|langues(?:\sparlées)?|communication\sskills|(?:organi[sz]ational|managerial)[\s/\w]*\sskills|driving\slicen[cs]es?|permis(?:\sde\sconduire)?)(?:\(s\))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex NoSkills();

    [GeneratedRegex(@"^\p{Lu}[^\s,;|•·:]*(?:\s[^\s,;|•·:]+){0,3}$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Phrase();
}
