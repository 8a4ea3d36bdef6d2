using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

internal static class DateRules
{
    private const int LongestGap = 12;

    public static (ValidationStatus, string) Present(RuleContext c)
    {
        var positions = c.Cv.Positions;
        if (positions.Count == 0) return (ValidationStatus.Warn, c.Speak.Say("No position found.", "Aucun poste trouvé."));
        var undated = positions.Where(p => p.Start is null && p.End is null).Select(p => Name(c, p)).ToList();
        if (undated.Count == 0) return (ValidationStatus.Pass, c.Speak.Say($"{positions.Count} positions, all dated.", $"{positions.Count} postes, tous datés."));
        return (undated.Count == positions.Count ? ValidationStatus.Fail : ValidationStatus.Warn, c.Speak.Say($"No dates: {c.Speak.Some(undated)}.", $"Sans dates : {c.Speak.Some(undated)}."));
    }

    public static (ValidationStatus, string) Order(RuleContext c)
    {
        var today = Month(c.Today.Year, c.Today.Month);
        List<string> wrong = [], future = [];
        foreach (var position in c.Cv.Positions)
        {
            if (position.Start is { } start && position.End is { } end && LastMonth(end) < FirstMonth(start)) wrong.Add($"{Name(c, position)} ({Write(start)} – {Write(end)})");
            else if (position.Start is { } begin && FirstMonth(begin) > today) future.Add($"{Name(c, position)} ({Write(begin)})");
            else if (position.End is { } last && !position.Current && FirstMonth(last) > today) future.Add($"{Name(c, position)} ({Write(last)})");
        }
        foreach (var entry in c.Cv.Education)
            if (entry.Start is { } start && entry.End is { } end && LastMonth(end) < FirstMonth(start))
                wrong.Add($"{entry.Degree ?? entry.Institution} ({Write(start)} – {Write(end)})");

        if (wrong.Count > 0) return (ValidationStatus.Fail, c.Speak.Say($"Ends before it starts: {c.Speak.Some(wrong)}.", $"Finit avant de commencer : {c.Speak.Some(wrong)}."));
        if (future.Count > 0) return (ValidationStatus.Warn, c.Speak.Say($"Lies in the future: {c.Speak.Some(future)}.", $"Dans le futur : {c.Speak.Some(future)}."));
        return (ValidationStatus.Pass, c.Speak.Say("No end before its start, none in the future.", "Aucune fin avant son début, rien dans le futur."));
    }

    public static (ValidationStatus, string) Gaps(RuleContext c)
    {
        var today = Month(c.Today.Year, c.Today.Month);
        // A year without months counts as the whole year, so that only certain gaps are named. Studies fill gaps too.
        var spans = c.Cv.Positions.Select(p => (p.Start, End: p.Current ? null : p.End ?? p.Start, p.Current))
            .Concat(c.Cv.Education.Where(e => e.Start is not null && e.End is not null).Select(e => (e.Start, e.End, Current: false)))
            .Where(s => s.Start is not null && (s.Current || s.End is not null))
            .Select(s => (From: FirstMonth(s.Start!.Value), To: s.Current ? today : Math.Min(today, LastMonth(s.End!.Value))))
            .Where(s => s.From <= s.To).OrderBy(s => s.From).ToList();
        if (spans.Count == 0) return (ValidationStatus.Pass, c.Speak.Say("No dated position to compare.", "Aucun poste daté à comparer."));

        List<string> gaps = [];
        var reached = spans[0].To;
        foreach (var (from, to) in spans.Append((From: today + 1, To: today + 1)))
        {
            var missing = from - reached - 1;
            if (missing > LongestGap) gaps.Add(c.Speak.Say($"{Write(reached + 1)} to {Write(from - 1)} ({missing} months)", $"{Write(reached + 1)} à {Write(from - 1)} ({missing} mois)"));
            reached = Math.Max(reached, to);
        }
        return gaps.Count == 0
            ? (ValidationStatus.Pass, c.Speak.Say("No gap of more than a year.", "Aucune interruption de plus d'un an."))
            : (ValidationStatus.Warn, c.Speak.Say($"Nothing is said about {c.Speak.Some(gaps)}.", $"Rien n'est dit de {c.Speak.Some(gaps)}."));
    }

    public static (ValidationStatus, string) Format(RuleContext c)
    {
        var styles = c.Resume.Sections.Where(s => s.Kind is CvSectionKind.Experience or CvSectionKind.Education or CvSectionKind.Projects)
            .SelectMany(s => { var text = c.Resume.Content(s); return DateStyle.Find(text).Select(m => (m.Style, m.Fixed, Text: text.Substring(m.Start, m.Length))); })
            .Where(m => !m.Fixed).GroupBy(m => m.Style).Select(g => c.Speak.Quote(g.First().Text)).ToList();
        return styles.Count < 2
            ? (ValidationStatus.Pass, styles.Count == 0 ? c.Speak.Say("Years only.", "Années seules.") : styles[0])
            : (ValidationStatus.Warn, c.Speak.Say($"Months are written as {c.Speak.List(styles)}.", $"Les mois s'écrivent {c.Speak.List(styles)}."));
    }

    private static string Name(RuleContext c, Position p) => p.Title ?? p.Organisation ?? c.Speak.Say("a position", "un poste");

    private static int Month(int year, int month) => (year * 12) + month - 1;
    private static int FirstMonth(YearMonth date) => Month(date.Year, date.Month ?? 1);
    private static int LastMonth(YearMonth date) => Month(date.Year, date.Month ?? 12);
    private static string Write(int month) => $"{(month % 12) + 1:00}/{month / 12}";
    private static string Write(YearMonth date) => date.Month is { } month ? $"{month:00}/{date.Year}" : $"{date.Year}";
}
