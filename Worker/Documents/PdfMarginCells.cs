using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Entries with their dates and places in a narrow column at the left, over several rows: "March 2018 –", "June 2022", "Leeds". As a column of its own it
/// would lose its entries, and row by row a town would stand before a task. So each such cell becomes one row, above the text that it stands beside.
/// </summary>
internal static partial class PdfMarginCells
{
    private const int MinCells = 2;
    private const double SameTop = 4;

    /// <summary>Whether such a column may begin with a text: a date or a heading. The name may stand above it.</summary>
    public static bool Begins(string text) => IsDate(text) || SectionHeadings.KindOf(text) is not null;

    /// <summary>The rows of each entry, and of what stands between them; null where the left side is another text.</summary>
    public static List<List<PdfRow>>? Of(List<PdfRow> run, double at)
    {
        var (left, right) = (Side(run, at, left: true), Side(run, at, left: false));
        if (left.Count >= 2 && left.TrueForAll(row => IsHeading(row) && !row.Text.Any(char.IsLower)))
            return Headings(left, right);
        var cells = new List<List<PdfRow>>();
        var (open, dates, others) = (false, 0, 0);
        foreach (var row in left)
        {
            var (text, heading) = (row.Text, IsHeading(row));
            // "2016", "|", "Present": a mark between two dates goes on with the first.
            if (IsMark(row) && cells.Count > 0)
            {
                cells[^1].Add(row);
                open = true;
                continue;
            }
            var date = !heading && IsDate(text);
            // A cell begins at a date, unless the one above it has not been told: "January" and "2014 –".
            if (cells.Count == 0 || heading || IsHeading(cells[^1][0]) || (date && !open && !Dash().IsMatch(text[..1])))
                cells.Add([row]);
            else
                cells[^1].Add(row);
            if (heading)
                continue;
            if (date)
                open = !Year().IsMatch(text) || Dash().IsMatch(text[^1..]);
            if (text.Length > 24 || (!date && (text.Any(char.IsDigit) || !char.IsUpper(text[0]) || SectionHeadings.KindOfAny(text) is not null)))
                return null;
            (dates, others) = date ? (dates + 1, others) : (dates, others + 1);
        }
        // Cells of one row are read row by row.
        if (cells.Count(cell => cell.Count > 1) < MinCells || dates < 3 || others > dates || cells.Exists(cell => !IsHeading(cell[0]) && !IsDate(cell[0].Text)))
            return null;
        return Beside(cells, right);
    }

    // Headings in the margin, set larger or lower than the first row of their sections: that row stands a little above the heading, below a gap.
    private static List<List<PdfRow>>? Headings(List<PdfRow> left, List<PdfRow> right)
    {
        var first = left.ConvertAll(heading => Enumerable.Range(0, right.Count).Where(n => right[n].Bottom > heading.Top - (0.5 * heading.Height) && right[n].Top < heading.Bottom)
            .OrderByDescending(n => n == 0 ? double.MaxValue : right[n].Top - right[n - 1].Bottom).ThenBy(n => n).FirstOrDefault(-1));
        // Where all stand beside the first rows of their sections, nothing is to be moved.
        if (first.Contains(-1) || first.Distinct().Count() < first.Count || !left.Zip(first).Any(pair => Math.Abs(right[pair.Second].Middle - pair.First.Middle) > 0.45 * right[pair.Second].Height))
            return null;
        var groups = left.Select((heading, n) => new List<PdfRow> { heading }.Concat(right[first[n]..(n + 1 < first.Count ? first[n + 1] : right.Count)]).ToList()).ToList();
        return first[0] > 0 ? [right[..first[0]], .. groups] : groups;
    }

    // A text belongs to the cell that begins beside it or above it.
    private static List<List<PdfRow>>? Beside(List<List<PdfRow>> cells, List<PdfRow> right)
    {
        var groups = cells.ConvertAll(cell => new List<PdfRow> { cell.Count == 1 ? cell[0] : InOneRow(cell) });
        var above = new List<PdfRow>();
        foreach (var row in right)
        {
            var group = cells.FindLastIndex(cell => cell[0].Top <= row.Top + SameTop);
            (group < 0 ? above : groups[group]).Add(row);
        }
        // Each of the dates has its text.
        if (groups.Exists(group => group.Count == 1 && !IsHeading(group[0])))
            return null;
        return above.Count > 0 ? [above, .. groups] : groups;
    }

    private static PdfRow InOneRow(List<PdfRow> cell)
    {
        cell = FromFirst(cell);
        var (words, end) = (new List<PdfWord>(), cell[0].Left);
        for (var n = 0; n < cell.Count; n++)
        {
            // A place is a cell of its own.
            var gap = n == 0 ? 0 : (IsDate(cell[n].Text) || IsMark(cell[n]) ? 0.3 : 4) * cell[0].Height;
            var moved = end + gap - cell[n].Left;
            words.AddRange(cell[n].Words.Select(word => word with { Text = IsMark(cell[n]) ? "–" : word.Text, Left = word.Left + moved, Right = word.Right + moved, Top = cell[0].Top, Bottom = cell[0].Bottom }));
            end = words[^1].Right;
        }
        return new PdfRow(words);
    }

    // "2016", "|", "2014": the later date may stand above the earlier one, as the entries do.
    private static List<PdfRow> FromFirst(List<PdfRow> cell)
    {
        var at = cell.FindIndex(IsMark);
        if (at <= 0 || at != cell.FindLastIndex(IsMark) || at == cell.Count - 1)
            return cell;
        var years = new[] { cell[..at], cell[(at + 1)..] }.Select(rows => rows.Max(row => YearOf(row.Text))).ToList();
        return years[0] > years[1] && years[1] > 0 ? [.. cell[(at + 1)..], cell[at], .. cell[..at]] : cell;
    }

    private static int YearOf(string text) => Year().Match(text) is { Success: true } year ? int.TryParse(year.Value, out var number) ? number : int.MaxValue : 0;

    private static List<PdfRow> Side(List<PdfRow> run, double at, bool left) =>
        [.. run.Select(row => row.Words.Where(word => word.Right <= at == left).ToList()).Where(words => words.Count > 0).Select(words => new PdfRow(words))];

    private static bool IsHeading(PdfRow row) => SectionHeadings.KindOf(row.Text) is not null;

    private static bool IsMark(PdfRow row) => !row.Text.Any(char.IsLetterOrDigit);

    private static bool IsDate(string text) => DateRangeReader.Any(text) || Fragment().IsMatch(text);

    [GeneratedRegex(@"(?:19|20)\d\d|(?i:present|current|ongoing|now|today|aujourd|présent|actuel|en cours|ce jour)", RegexOptions.None, 1000)]
    private static partial Regex Year();

    [GeneratedRegex(@"[–—-]", RegexOptions.None, 1000)]
    private static partial Regex Dash();

    // "March", "2018 –", "Août-Novembre", "à ce jour"
    [GeneratedRegex(@"^(?:(?:" + DateRangeReader.MonthNames + @")\.?|(?:\d{1,2}[./])?(?:19|20)\d\d|present|current|ongoing|now|today|en\scours|aujourd['’]hui|présent|à\sce\sjour|depuis|since|from|to|à|de|[\s–—-])+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fragment();
}
