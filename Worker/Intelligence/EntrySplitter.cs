using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <param name="Header">The lines that name the entry, in their order.</param>
/// <param name="Body">The lines below it, bullets removed.</param>
internal sealed record Entry(List<EntryLine> Header, List<EntryLine> Body)
{
    public DateRange? Range => Header.Select(l => l.Range).FirstOrDefault(r => r is not null);
}

/// <summary>
/// Cuts a section into entries. Lines of a header follow one another; tasks and bullets below them are its body. A run of header lines with
/// several dates has several entries, cut where the runs with one date show that an entry begins.
/// </summary>
internal static partial class EntrySplitter
{
    private const int MaxEntries = 60;

    private sealed record Run(List<EntryLine> Header, List<EntryLine> Body)
    {
        public int Dates { get; } = Header.Count(l => l.Range is not null);
    }

    public static List<Entry> Split(IReadOnlyList<string> section)
    {
        var runs = Runs(EntryLine.Of(section));
        var dated = runs.Exists(r => r.Dates > 0);
        var above = LinesAbove(runs);
        var entries = new List<Entry>();
        foreach (var run in runs)
        {
            if (entries.Count >= MaxEntries) break;
            if (run.Dates > 0) Dated(run, above, entries);
            else if (!dated) Undated(run, entries);
            else if (NamesAPosition(run)) entries.Add(new Entry(run.Header, run.Body));
            // Between dated entries, a line that names no position belongs to the tasks above it.
            else if (entries.Count > 0) entries[^1].Body.AddRange([.. run.Header, .. run.Body]);
        }

        return entries;
    }

    private static List<Run> Runs(List<EntryLine> lines)
    {
        var runs = new List<Run>();
        var longest = lines.Count == 0 ? 0 : lines.Max(l => l.Text.Length);
        var goesOn = false;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var open = runs.Count > 0 ? runs[^1] : null;
            goesOn = open?.Body.Count > 0 && line.Range is null && !line.IsBullet && !line.Apart && !IsPlaced(line) && Wraps(open.Body[^1], line, longest);
            if (goesOn || !IsHeader(line, open))
            {
                // A body without a header is a text about the whole section.
                open?.Body.Add(line);
                continue;
            }

            if (open is null || open.Body.Count > 0) runs.Add(open = new Run([], []));
            // The count of dates is read when the run is complete.
            open.Header.Add(line);
        }

        return runs.ConvertAll(r => new Run(r.Header, r.Body));
    }

    private static bool IsHeader(EntryLine line, Run? open)
    {
        if (line.Range is not null) return true;
        if (!line.IsBullet) return !line.IsTask;
        // Below a line of dates alone, the first bullet names the position: "Mar 2021 - Present", "• Staff Nurse, Harbor View Clinic".
        if (open is null || open.Body.Count > 0 || line.Text.Split(' ').Length > 14) return false;
        var named = open.Header.Where(l => l.Names.Count > 0).ToList();
        if (named.Count == 0) return open.Header.Count > 0 && (!line.IsTask || HeadNouns.Of(line.Text) == HeadNoun.Role);
        return named.Count == 1 && named[0].IsBullet && !line.IsTask && HeadNouns.IsOrganisation(line.Text) && named[0].Names.Count == 1 && EntryHeader.IsOneName(named[0].Names[0]);
    }

    // "Lakeside Bank    Reno, NV"
    private static bool IsPlaced(EntryLine line) => line.PlaceCells.Count > 0 && line.Names.Count == 1 && char.IsUpper(line.Text[0]);

    // The line above has no room for more, and its sentence has no end.
    private static bool Wraps(EntryLine above, EntryLine line, int longest) =>
        above.Text.Length >= 50 && above.Text[^1] is not ('.' or ';' or '!' or ':')
        && (char.IsLower(line.Text[0]) || (above.Text.Length >= 0.9 * longest && above.Text.Length >= 70 && HeadNouns.Of(line.Text) is not (HeadNoun.Role or HeadNoun.Organisation)));

    // How many lines of a header stand above its dates: what most runs with one date show.
    private static int? LinesAbove(List<Run> runs)
    {
        var counts = runs.Where(r => r.Dates == 1 && r.Header.Count <= 5).Select(r => r.Header.FindIndex(l => l.Range is not null)).ToList();
        return counts.Count == 0 ? null : counts.GroupBy(c => c).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
    }

    private static void Dated(Run run, int? usual, List<Entry> entries)
    {
        var dates = run.Header.Select((line, at) => (line, at)).Where(l => l.line.Range is not null).Select(l => l.at).ToList();
        var above = Math.Min(usual ?? dates[0], 3);
        var first = FirstLine(run, dates[0], above, isFirst: entries.Count == 0);
        if (first > 0 && entries.Count > 0) entries[^1].Body.AddRange(run.Header[..first]);
        for (var n = 0; n < dates.Count && entries.Count < MaxEntries; n++)
        {
            var start = n == 0 ? first : StartOf(run.Header, dates[n - 1], dates[n], dates[0] - first, above);
            var end = n + 1 < dates.Count ? StartOf(run.Header, dates[n], dates[n + 1], dates[0] - first, above) : run.Header.Count;
            entries.Add(new Entry(run.Header[start..end], n + 1 < dates.Count ? [] : [.. run.Body]));
        }
    }

    // More lines than usual above the dates: the employer of several roles belongs to them, tasks of the entry before do not.
    private static int FirstLine(Run run, int date, int above, bool isFirst)
    {
        var extra = date - above;
        if (extra <= 0) return 0;
        // "Hélios Toitures" and "4 ans 2 mois" below it: an employer with several roles.
        if (isFirst || run.Header[..extra].Exists(l => l.Names.Count == 0 && l.PlaceCells.Count == 0 && Length().IsMatch(l.Text)))
            if (run.Header.FindIndex(l => Length().IsMatch(l.Text)) is var length and > 0 && length < date) return length - 1;
        // "Hélios Toitures    4 ans 2 mois" has both on one line.
        if (run.Header.FindLastIndex(date, l => l.Range is null && TextLines.Cells(l.Text) is [_, .., var last] && Length().IsMatch(last)) is var beside and >= 0 && date - beside <= 2) return beside;
        var apart = run.Header.FindLastIndex(date, l => l.Apart);
        if (apart > 0 && date - apart <= 3) return run.Header[..apart].TrueForAll(l => HeadNouns.IsOrganisation(l.Rest)) ? 0 : apart;
        return date <= 3 && (run.Header[..extra].Exists(l => HeadNouns.Of(l.Rest) is HeadNoun.Organisation or HeadNoun.Role || l.PlaceCells.Count > 0) || run.Header[0].Apart || isFirst) ? 0 : extra;
    }

    private static int StartOf(List<EntryLine> header, int previous, int date, int firstAbove, int above)
    {
        // Dates alone belong to the line above them, though the other entries have theirs beside their names.
        if (firstAbove == 0 && above == 0 && date - previous == 2 && header[previous].Names.Count > 0 && header[date] is { Names.Count: 0, PlaceCells.Count: 0 }) return date - 1;
        var apart = header.FindLastIndex(date, date - previous, l => l.Apart);
        // "Acme    Oslo" with empty lines around it, as the employers of the other entries have it.
        if (apart == date && firstAbove == 1 && date - previous == 2 && header[date - 1].Apart) return date - 1;
        if (apart > previous) return apart;
        // The lines between two dates are shared out as in the other entries; the first one may have its employer's line in addition.
        return Math.Max(previous + 1, date - Math.Min(firstAbove, Math.Max(above, 0) is var usual && usual < firstAbove && date - previous > usual ? usual : firstAbove));
    }

    private static void Undated(Run run, List<Entry> entries)
    {
        var parts = new List<List<EntryLine>>();
        foreach (var line in run.Header)
        {
            if (parts.Count == 0 || line.Apart) parts.Add([]);
            parts[^1].Add(line);
        }

        // "Nurse, Lakeside Hospital" below "Nurse, Hillside Clinic": each line is whole.
        if (parts.Count == 1 && run.Header.Count > 1 && run.Header.TrueForAll(l => l.Names.Count > 1 || (l.Names.Count == 1 && !EntryHeader.IsOneName(l.Names[0]) && HeadNouns.Of(EntryHeader.Parts(l.Names[0])[0]) == HeadNoun.Role)))
            parts = [.. run.Header.Select(l => new List<EntryLine> { l })];
        var whole = parts.Count > 1 && parts.TrueForAll(p => p.Exists(l => l.Names.Any(n => HeadNouns.Of(n) is HeadNoun.Role)) && p.Sum(l => l.Names.Count) > 0);
        if (!whole) parts = [run.Header];
        for (var n = 0; n < parts.Count && entries.Count < MaxEntries; n++)
            entries.Add(new Entry(parts[n], n + 1 < parts.Count ? [] : [.. run.Body]));
    }

    private static bool NamesAPosition(Run run) =>
        run.Header.Count <= 3 && run.Header.SelectMany(l => l.Names).Any(n => HeadNouns.Of(n) == HeadNoun.Role)
        && (run.Header.Sum(l => l.Names.Count) > 1 || run.Header.Exists(l => l.Names.Any(n => !EntryHeader.IsOneName(n))));

    [GeneratedRegex(@"^\d{1,2}\s(?:ans?|années?|years?|yrs?|mois|months?|mos?)(?:\s\d{1,2}\s(?:mois|months?|mos?))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Length();
}
