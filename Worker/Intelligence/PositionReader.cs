using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Reads the positions of an experience section. Each line with a date range marks one position. The first entry shows how many
/// lines of a heading stand above that line, because a CV has one layout for all entries.
/// </summary>
internal static partial class PositionReader
{
    private sealed record Anchor(int Line, DateRange Range);

    public static List<(Position Position, DateRange Range)> Read(IReadOnlyList<string> lines)
    {
        var anchors = Anchors(lines);
        var found = new List<(Position, DateRange)>();
        if (anchors.Count == 0) return found;
        var above = LinesAbove(lines, anchors[0].Line);
        var starts = anchors.Select((a, n) => StartOf(lines, a.Line, above, n == 0 ? -1 : anchors[n - 1].Line)).ToArray();
        string? employer = null;
        for (var n = 0; n < anchors.Count && found.Count < 60; n++)
        {
            var end = n + 1 < anchors.Count ? starts[n + 1] : lines.Count;
            var position = Build(lines, starts[n], anchors[n], end);
            // Some CVs write the company once, and several dated titles below it.
            if (position.Organisation is null && position.Title is not null && starts[n] == anchors[n].Line) position = position with { Organisation = employer };
            employer = position.Organisation ?? employer;
            found.Add((position, anchors[n].Range));
        }

        return found;
    }

    private static List<Anchor> Anchors(IReadOnlyList<string> lines)
    {
        var anchors = new List<Anchor>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Length == 0) continue;
            var ranges = DateRangeReader.Find(lines[i]);
            if (ranges.Count == 0) continue;
            var range = ranges.Find(r => r.Current || r.End is not null) is { Start: not null } whole ? whole : ranges[0];
            var rest = Rest(lines[i], range);
            var isRange = range.Current || range.End is not null || range.Months is not null;
            // A date inside a sentence is no heading. A bullet is a heading only when it starts or ends with the range.
            var atEdge = range.Index <= 4 || range.Index + range.Length >= lines[i].TrimEnd().Length - 14;
            if (!isRange && (!atEdge || TextLines.IsBullet(lines[i]) || rest.Length > 90)) continue;
            if (isRange && !atEdge && (rest.Length > 110 || TextLines.IsBullet(lines[i]))) continue;
            if (isRange && TextLines.IsBullet(lines[i]) && rest.Length > 110) continue;
            if (TextLines.IsBullet(lines[i]) && range.Index + range.Length < lines[i].Length - 2 && lines[i].EndsWith('.')) continue;
            anchors.Add(new Anchor(i, range));
        }

        return anchors;
    }

    private static int LinesAbove(IReadOnlyList<string> lines, int first)
    {
        var above = 0;
        for (var i = 0; i < first; i++) if (lines[i].Length > 0) above++;
        return above <= 3 ? above : 2;
    }

    private static int StartOf(IReadOnlyList<string> lines, int anchor, int above, int previous)
    {
        var start = anchor;
        for (var i = anchor - 1; i > previous && above > 0; i--)
        {
            var line = lines[i].Trim();
            if (line.Length == 0) { if (anchor - i > 1 && start < anchor) break; continue; }
            if (TextLines.IsBullet(line) || line.EndsWith('.') || line.Length > 110 || char.IsLower(line[0])) break;
            start = i;
            above--;
        }

        return start;
    }

    private static Position Build(IReadOnlyList<string> lines, int start, Anchor anchor, int end)
    {
        var heading = new List<string>();
        for (var i = start; i < anchor.Line; i++) if (lines[i].Length > 0) heading.Add(TextLines.WithoutBullet(lines[i]));
        var rest = TextLines.WithoutBullet(Rest(lines[anchor.Line], anchor.Range));
        if (rest.Length > 1) heading.Add(rest);

        var body = anchor.Line + 1;
        while (body < end && heading.Count < 4)
        {
            var line = lines[body].Trim();
            if (line.Length == 0) { if (HasTitle(heading)) break; body++; continue; }
            var needed = !HasTitle(heading) || Pieces(heading).Count < 2;
            if (!needed || TextLines.IsBullet(line) || line.EndsWith('.') || line.Length > 100 || TaskLine().IsMatch(line)) break;
            if (HasTitle(heading) && line.Split(' ').Length > 8) break;
            heading.Add(line);
            body++;
        }

        var pieces = Pieces(heading);
        var title = pieces.Find(JobTitles.IsTitle) ?? pieces.Find(JobTitles.HasRole) ?? pieces.FirstOrDefault();
        var others = pieces.Where(p => p != title && !Aside().IsMatch(p)).ToList();
        var place = others.Find(p => others.IndexOf(p) > 0 && !JobTitles.HasRole(p));
        return new Position(title, others.FirstOrDefault(), place, anchor.Range.Start, anchor.Range.End, anchor.Range.Current, Highlights(lines, body, end));
    }

    private static bool HasTitle(List<string> heading) => Pieces(heading).Exists(JobTitles.HasRole);

    private static List<string> Pieces(List<string> heading) => [.. heading.SelectMany(TextCells.SplitHeading).Where(p => p.Any(char.IsLetter))];

    private static List<string> Highlights(IReadOnlyList<string> lines, int from, int to)
    {
        var highlights = new List<string>();
        for (var i = from; i < to && highlights.Count < 60; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0) continue;
            // A line without a bullet that starts in lower case continues the line above it.
            var goesOn = highlights.Count > 0 && !TextLines.IsBullet(line) && char.IsLower(line[0]);
            if (goesOn) highlights[^1] += " " + TextLines.FoldSpaces(line);
            else highlights.Add(TextLines.FoldSpaces(TextLines.WithoutBullet(line)));
        }

        return highlights;
    }

    private static string Rest(string line, DateRange range) =>
        Empty().Replace((line[..range.Index] + "  " + line[(range.Index + range.Length)..]).Trim(), " ").Trim(' ', '|', '-', '–', '—', ',', ':', '•', '·', '(', ')', '/', '*', '_', '#');

    [GeneratedRegex(@"^(?:responsibilities|achievements|missions?|tâches|réalisations|tasks|environnement|technologies|stack|duties)\b.{0,20}:?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex TaskLine();

    // Contract, length, place of work: neither title nor employer.
    [GeneratedRegex(@"^(?:CDI|CDD|intérim|stage|alternance|full[- ]?time|part[- ]?time|temps plein|temps partiel|contract|permanent|freelance|remote|internship|télétravail|\d{1,2}\s?(?:mois|months?|ans?|years?|yrs?|mos?).{0,15})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Aside();

    [GeneratedRegex(@"\(\s*\)|\[\s*\]", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Empty();
}
