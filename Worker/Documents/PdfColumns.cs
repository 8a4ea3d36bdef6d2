using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Cuts a page into blocks in reading order. <c>pdftotext</c> offers two orders, and both fail on CVs: <c>-layout</c> keeps the lines
/// of the page and so mixes two columns; the default order separates a date on the right from its title on the left. Here a gutter that
/// stays free over several rows separates two columns, unless it separates the cells of a table: bullets, dates or labels with their items.
/// </summary>
internal static partial class PdfColumns
{
    private const int MinRows = 3;
    private const int MaxDepth = 12;
    private const int MaxWords = 20_000;

    public static IEnumerable<List<PdfRow>> Blocks(List<PdfWord> words, int depth = 0)
    {
        if (words.Count == 0)
            yield break;
        var rows = PdfRow.Of(words);
        if (depth >= MaxDepth || words.Count > MaxWords || FindColumns(rows) is not { } cut)
        {
            yield return rows;
            yield break;
        }
        if (cut.Cells is { } cells)
        {
            foreach (var block in Blocks([.. rows[..cut.First].SelectMany(row => row.Words)], depth + 1).Concat(cells).Concat(Blocks([.. rows[(cut.Last + 1)..].SelectMany(row => row.Words)], depth + 1)))
                yield return block;
            yield break;
        }
        var beside = rows[cut.First..(cut.Last + 1)].SelectMany(row => row.Words).ToLookup(word => word.Right <= cut.At);
        List<PdfWord>[] parts =
        [
            [.. rows[..cut.First].SelectMany(row => row.Words)],
            [.. beside[true]],
            [.. beside[false]],
            [.. rows[(cut.Last + 1)..].SelectMany(row => row.Words)],
        ];
        foreach (var block in parts.SelectMany(part => Blocks(part, depth + 1)))
            yield return block;
    }

    private readonly record struct Cut(double At, int First, int Last, int Rows, double Width, List<List<PdfRow>>? Cells = null);

    private static Cut? FindColumns(List<PdfRow> rows)
    {
        if (rows.Count < MinRows)
            return null;
        var heights = rows.Select(row => row.Height).Order().ToList();
        var gutter = Math.Max(8, 0.8 * heights[heights.Count / 2]);
        // A gutter begins where a word ends.
        var starts = rows.SelectMany(row => row.Words).Select(word => Math.Ceiling(word.Right)).Distinct().ToList();
        foreach (var cut in starts.SelectMany(at => FreeRuns(rows, at, gutter)).OrderByDescending(cut => cut.Rows).ThenByDescending(cut => cut.Width).Take(60))
        {
            if (MarginCells(rows, cut) is { } entries)
                return entries;
            if (!IsTable(rows, cut) && Bands(rows, cut).Find(band => band.Rows == cut.Rows || (band.Rows > 0 && !IsTable(rows, band))) is { Rows: > 0 } band)
                return Trim(rows, band);
        }
        return null;
    }

    // From the first row with a date or a heading on the left to the last one with a text on the right.
    private static Cut? MarginCells(List<PdfRow> rows, Cut cut)
    {
        var last = rows.FindLastIndex(cut.Last, cut.Last - cut.First + 1, row => row.Words[^1].Left >= cut.At);
        var first = rows.FindIndex(cut.First, cut.Last - cut.First + 1, row => row.Words[0].Right <= cut.At && PdfMarginCells.Begins(Side(row, cut.At, left: true)));
        // A heading may be set lower than the row beside it.
        if (first > cut.First && rows[first - 1].Words[0].Left >= cut.At && rows[first].Top - rows[first - 1].Bottom < 0.5 * rows[first].Height)
            first--;
        return first >= 0 && last - first >= MinRows && PdfMarginCells.Of(rows[first..(last + 1)], cut.At) is { } cells ? cut with { First = first, Last = last, Cells = cells } : null;
    }

    private static IEnumerable<Cut> FreeRuns(List<PdfRow> rows, double at, double gutter)
    {
        int first = 0, left = 0, right = 0;
        var edge = double.MaxValue;
        for (var i = 0; i <= rows.Count; i++)
        {
            if (i < rows.Count && !rows[i].Words.Any(word => word.Right > at && word.Left < at + gutter))
            {
                left += rows[i].Words[0].Right <= at ? 1 : 0;
                if (rows[i].Words[^1].Left >= at)
                {
                    right++;
                    edge = Math.Min(edge, rows[i].Words.First(word => word.Left >= at).Left);
                }
                continue;
            }
            if (left >= MinRows && right >= MinRows)
                yield return new Cut(at, first, i - 1, left + right, edge - at);
            (first, left, right, edge) = (i + 1, 0, 0, double.MaxValue);
        }
    }

    // A heading at the left that is drawn after all that stands above it, and before all that stands below: columns don't go on over it.
    private static List<Cut> Bands(List<PdfRow> rows, Cut cut)
    {
        var (bands, from, drawn) = (new List<Cut>(), cut.First, -1);
        // The word that is drawn first of those in and below each row.
        var next = new int[cut.Last - cut.First + 2];
        next[^1] = int.MaxValue;
        for (var at = cut.Last; at >= cut.First; at--)
            next[at - cut.First] = Math.Min(next[at - cut.First + 1], rows[at].Words.Min(word => word.Order));
        for (var at = cut.First + 1; at <= cut.Last + 1; at++)
        {
            drawn = Math.Max(drawn, rows[at - 1].Words.Max(word => word.Order));
            if (at <= cut.Last && !(drawn < next[at - cut.First] && rows[at].Words.Max(word => word.Order) < next[at - cut.First + 1] && rows[at].Words[^1].Right <= cut.At && SectionHeadings.KindOf(rows[at].Text) is not null))
                continue;
            var run = rows[from..at];
            var (left, right) = (run.Count(row => row.Words[0].Right <= cut.At), run.Count(row => row.Words[^1].Left >= cut.At));
            bands.Add(cut with { First = from, Last = at - 1, Rows = Math.Min(left, right) > 1 && Math.Max(left, right) >= MinRows ? left + right : 0 });
            from = at;
        }
        return bands;
    }

    private static bool IsTable(List<PdfRow> rows, Cut cut)
    {
        var run = rows[cut.First..(cut.Last + 1)];
        var cells = run.ConvertAll(row => (Left: Side(row, cut.At, left: true), Right: Side(row, cut.At, left: false)));
        List<string> left = [.. cells.Select(cell => cell.Left).Where(text => text.Length > 0)];
        List<string> right = [.. cells.Select(cell => cell.Right).Where(text => text.Length > 0)];
        if (left.Average(text => text.Length) <= 2.5 || right.Average(text => text.Length) <= 2.5)
            return true;
        if (IsRightAligned(run, cut.At) || AreDatesAndPlaces(right) || AreHeadings(left))
            return true;
        if (DrawnAcross(run, cut.At) >= Math.Max(3, Math.Min(left.Count, right.Count) - 1))
        {
            // Drawn row by row: a table, unless the sides are two texts with headings of their own or with prose.
            if (AreLabels(run, cut.At))
                return true;
            var comparable = Math.Min(left.Count, right.Count) >= 0.6 * Math.Max(left.Count, right.Count);
            return !(left.Exists(IsHeading) && right.Exists(IsHeading)) && !(comparable && left.Average(text => text.Length) > 25);
        }
        // Drawn column by column: a table only if the rows clearly belong together.
        var paired = cells.Count(cell => cell.Left.Length > 0 && cell.Right.Length > 0);
        return paired >= 0.8 * Math.Min(left.Count, right.Count)
            && (Share(left, IsDate) >= 0.6 || Share(right, IsDate) >= 0.6 || Share(left, text => text.EndsWith(':')) >= 0.6);
    }

    // Dates and places at the right margin end at one edge and begin anywhere, each beside the text that it belongs to. A column begins at one edge.
    private static bool IsRightAligned(List<PdfRow> run, double at)
    {
        // A centred heading may stand wholly on the right; it says nothing.
        var beside = run.FindAll(row => row.Words[^1].Left >= at && row.Words[0].Right <= at);
        // So does a row of a grid, which has cells on both sides of the gutter. Prose on the right is a column.
        if (beside.TrueForAll(row => Side(row, at, left: false).Length <= 45))
            beside.RemoveAll(row => Side(row, at, left: true).Contains('\t', StringComparison.Ordinal));
        if (beside.Count < MinRows)
            return false;
        var lefts = beside.ConvertAll(row => row.Words.First(word => word.Left >= at).Left);
        var (edge, begin) = (beside.Max(row => row.Right), lefts.Min());
        return beside.Count(row => row.Right > edge - 3) >= 0.8 * beside.Count && lefts.Count(left => left < begin + 3) <= 0.5 * lefts.Count;
    }

    // Beside the names of employers and titles, whatever edge they begin at.
    private static bool AreDatesAndPlaces(List<string> right) =>
        right.TrueForAll(text => text.Length <= 40 && !IsHeading(text)) && right.Exists(DateRangeReader.Any) && Share(right, text => DateRangeReader.Any(text) || Places.IsPlace(text)) >= 0.6;

    // Labels in the margin end at one edge and begin anywhere, each beside its text.
    private static bool AreLabels(List<PdfRow> run, double at)
    {
        var labels = run.FindAll(row => row.Words[0].Right <= at);
        var ends = labels.ConvertAll(row => row.Words.Last(word => word.Right <= at).Right);
        return ends.Count(end => end > ends.Max() - 3) >= 0.8 * labels.Count && labels.Count(row => row.Left < labels.Min(r => r.Left) + 3) <= 0.5 * labels.Count;
    }

    // How often the drawing changes sides: once for two columns, nearly twice for each row of a table.
    private static int DrawnAcross(List<PdfRow> run, double at)
    {
        var sides = run.SelectMany(row => row.Words).OrderBy(word => word.Order).Select(word => word.Right <= at).ToList();
        return sides.Zip(sides.Skip(1)).Count(pair => pair.First != pair.Second);
    }

    // Some text beside the gutter is in no column: a centred name above two columns may be wholly on its right, a heading below
    // them wholly on its left. Cuts off rows that were drawn before or after both columns, up to a heading, and headings of the text below.
    private static Cut Trim(List<PdfRow> rows, Cut cut)
    {
        var words = rows[cut.First..(cut.Last + 1)].SelectMany(row => row.Words).ToLookup(word => word.Right <= cut.At, word => word.Order);
        var (first, last) = (cut.First, cut.Last);
        if (words[false].Max() > words[true].Max())
        {
            while (rows[first].Words.All(word => word.Left >= cut.At && word.Order < words[true].Min()) && SectionHeadings.KindOf(rows[first].Text) is null)
                first++;
        }
        while (rows[last].Words.All(word => word.Right <= cut.At) && (rows[last].Words.All(word => word.Order > words[false].Max()) && words[true].Min() < words[false].Min() || IsHeadingOfNext(rows, last)))
            last--;
        return cut with { First = first, Last = last };
    }

    private static bool IsHeadingOfNext(List<PdfRow> rows, int at) =>
        at < rows.Count - 1 && (IsHeading(rows[at].Text) || rows[at].Top - rows[at - 1].Bottom > 0.5 * rows[at].Height);

    private static string Side(PdfRow row, double at, bool left) => PdfRow.Compose([.. row.Words.Where(word => word.Right <= at == left)]);

    // The margin has nothing but headings: each stands beside its section.
    private static bool AreHeadings(List<string> left) =>
        left.TrueForAll(text => text.Length <= 40 && !text.Any(char.IsLower)) && left.Count(text => SectionHeadings.KindOf(text) is not null) >= Math.Max(2, left.Count / 3);

    private static double Share(List<string> texts, Predicate<string> test) => texts.Count(text => test(text)) / (double)texts.Count;

    private static bool IsDate(string text) => text.Length <= 32 && Year().IsMatch(text);

    private static bool IsHeading(string text) =>
        text.Length is >= 4 and <= 40 && text.Any(char.IsLetter) && !text.Any(c => char.IsLower(c) || char.IsDigit(c));

    [GeneratedRegex(@"\b(?:19|20)\d\d\b", RegexOptions.None, 1000)]
    private static partial Regex Year();
}
