using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Dates that stand beside a line that is not the header's: in the margin beside the first task, over two lines of the margin, or beside the title
/// below a bullet with the employer. Each form counts only where a section has it twice.
/// </summary>
internal static partial class EntryDates
{
    /// <summary>The lines, such dates at the header of their entry.</summary>
    public static IReadOnlyList<string> AtHeaders(IReadOnlyList<string> lines) => BulletsAboveDates(OverTwoLines(BesideTasks(InTwoColumns(BeforeTheWork(lines)))));

    // "Clerk, Lakeside Bank | Reno | 2020–2021 — Kept the books of forty firms": entries of a line each, the work behind their dates.
    private static IReadOnlyList<string> BeforeTheWork(IReadOnlyList<string> lines)
    {
        var cuts = lines.Select(line => TextLines.IsBullet(line) ? 0 : Cut(line)).ToList();
        return lines.Where((line, at) => cuts[at] > 0 && HeadNouns.Of(EntryHeader.Parts(TextLines.Cells(line)[0].Split('|')[0].Trim())[0]) == HeadNoun.Role).Count() < 2 ? lines
            : [.. lines.SelectMany((line, at) => cuts[at] > 0 ? [line[..cuts[at]], "• " + line[cuts[at]..].TrimStart(' ', ')', '—', '–', '-', ':')] : (string[])[line])];

        static int Cut(string line) => line.Length > 60 && DateRangeReader.Find(line).Find(r => r.Current || r.End is not null) is { Start: not null, Index: > 8 and < 130 } range
            && Work().IsMatch(line[(range.Index + range.Length)..]) ? range.Index + range.Length : 0;
    }

    // "09/2013    07/2015    Acme    Nurse": the start and the end in columns of their own. A line between dates ("|") is a drawn one.
    private static IReadOnlyList<string> InTwoColumns(IReadOnlyList<string> lines)
    {
        if (lines.Count(l => l == "|") > 1) lines = [.. lines.Where(l => l != "|")];
        return lines.Count(l => TwoColumns().IsMatch(l)) < 2 ? lines : [.. lines.Select(l => TwoColumns().Replace(l, "${start} - ${end}    "))];
    }

    // "Acme, Nurse" and "• Ran the ward    May 2021 – Aug 2022" below it.
    private static IReadOnlyList<string> BesideTasks(IReadOnlyList<string> lines)
    {
        var found = new List<(int Header, int Task, string Dates)>();
        var others = 0;
        for (var at = 1; at < lines.Count; at++)
        {
            if (TextLines.IsBullet(lines[at]) && TextLines.IsBullet(lines[at - 1]) && IsDated(lines[at])) others++;
            if (!TextLines.IsBullet(lines[at]) || lines[at - 1].Length == 0 || TextLines.IsBullet(lines[at - 1]) || DateRangeReader.Any(lines[at - 1])) continue;
            foreach (var cell in TextLines.Cells(lines[at]).Skip(1))
                if (DateRangeReader.Find(cell) is [{ Index: 0 } range, ..] && (range.Current || range.End is not null)) { found.Add((at - 1, at, cell[..range.Length])); break; }
        }

        // Below an employer, a bullet with dates that names a role is the role; where other bullets have dates too, each is an entry.
        if (found.Count < 2 || others > 1 || found.Count(f => HeadNouns.Of(TextLines.Cells(TextLines.WithoutBullet(lines[f.Task]))[0]) == HeadNoun.Role) * 2 > found.Count) return lines;
        var moved = lines.ToArray();
        foreach (var (header, task, dates) in found)
        {
            moved[header] = $"{lines[header].TrimEnd()}    {dates}";
            moved[task] = TextLines.FoldSpaces(lines[task].Replace(dates, "", StringComparison.Ordinal));
        }

        return moved;
    }

    // "Feb 2021    Lead developer" above "Feb 2020    Installed machines": the end and the start, in a column of their own.
    private static IReadOnlyList<string> OverTwoLines(IReadOnlyList<string> lines)
    {
        var pairs = new List<int>();
        for (var at = 0; at + 1 < lines.Count; at++)
        {
            if (Moment(lines[at]) is not { Text.Length: > 0 } end || Moment(lines[at + 1]) is not { } start || DateRangeReader.Find($"{start.Date} - {end.Date}") is not [{ Index: 0 } whole]) continue;
            if (!(whole.Current || whole.End is not null)) continue;
            pairs.Add(at++);
        }

        if (pairs.Count < 2) return lines;
        var joined = lines.ToArray();
        foreach (var at in pairs)
        {
            var (end, start) = (Moment(lines[at])!.Value, Moment(lines[at + 1])!.Value);
            joined[at] = $"{start.Date} - {end.Date}    {end.Text}";
            joined[at + 1] = start.Text.Length == 0 || TextLines.IsBullet(start.Text) ? start.Text : $"• {start.Text}";
        }

        return joined.Where((line, at) => line.Length > 0 || lines[at].Length == 0).ToList();
    }

    private static (string Date, string Text)? Moment(string line)
    {
        var match = Beginning().Match(TextLines.WithoutBullet(line));
        return match.Success && DateRangeReader.Find(match.Groups["date"].Value + " -    ") is [{ Index: 0, Current: true }] or [{ Index: 0, End: null }] || match.Success && Today().IsMatch(match.Groups["date"].Value)
            ? (match.Groups["date"].Value, match.Groups["text"].Value) : null;
    }

    // "• Lakeside Bank    Reno" and "Clerk    2016 – 2019" below it: the bullet is the first line of the entry. So is "> CLERK" above "Lakeside Bank, 2016".
    private static IReadOnlyList<string> BulletsAboveDates(IReadOnlyList<string> lines)
    {
        var dated = Enumerable.Range(1, Math.Max(0, lines.Count - 1)).Where(at => !TextLines.IsBullet(lines[at]) && IsDated(lines[at])).ToList();
        var under = dated.FindAll(at => TextLines.IsBullet(lines[at - 1]) && lines[at - 1].Length < 120 && (TextLines.Cells(lines[at - 1]).Length == 2 || NamesARole(TextLines.WithoutBullet(lines[at - 1])) && !NamesARole(lines[at])) && !IsDated(lines[at - 1]));
        if (under.Count < 2 || under.Count < 0.6 * dated.Count) return lines;
        var tops = under.ConvertAll(at => at - 1).ToHashSet();
        return [.. lines.SelectMany((line, at) => tops.Contains(at) ? ["", TextLines.WithoutBullet(line)] : (string[])[line])];
    }

    private static bool NamesARole(string line) => HeadNouns.Of(TextLines.Cells(line)[0].Split(',')[0]) == HeadNoun.Role;

    // "Clerk    Expected, May 2019", "Lakeside Bank, Reno, 2016 – 2019"
    private static bool IsDated(string line) =>
        TextLines.Cells(line) is { Length: > 1 } cells && DateRangeReader.Find(cells[^1]) is [{ Index: 0 or 10 }, ..] || line.Length < 90 && DateRangeReader.Find(line) is [.., var last] && last.Index > 2 && last.Index + last.Length == line.TrimEnd().Length && line[..last.Index].EndsWith(", ", StringComparison.Ordinal) || TextLines.Cells(line) is [var only] && DateRangeReader.Find(only) is [{ Index: 0 } range] && range.Length > only.Length - 4;

    [GeneratedRegex(@"^(?<start>(?:0?[1-9]|1[0-2])[/.](?:19|20)\d{2}|\p{L}{3,9}\.?\s(?:19|20)\d{2})\s+(?<end>(?:0?[1-9]|1[0-2])[/.](?:19|20)\d{2}|\p{L}{3,9}\.?\s(?:19|20)\d{2}|" + DateRangeReader.Now + @")(?=\s|$)\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex TwoColumns();

    [GeneratedRegex(@"^(?<date>(?:\p{L}{3,10}\.?\s|\d{1,2}[./])?(?:19|20)\d{2}|" + DateRangeReader.Now + @")(?:\s{2,}(?<text>\S.*))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"^\)?\s*[—–:-]\s+\S.{15,}$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Work();

    [GeneratedRegex("^(?:" + DateRangeReader.Now + ")$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Today();
}
