using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// What stands in the margins of pages and is no text of the document: page numbers, and heads and feet that run over the pages ("12 May 2025, Ada Hill,
/// Curriculum vitae"). Else a foot with a date would be an entry of the section above it.
/// </summary>
internal static partial class PdfMargins
{
    /// <summary>The words of each page without them. A head stays on its first page, where it may have the name.</summary>
    public static IEnumerable<List<PdfWord>> Without(IReadOnlyList<PdfPage> pages)
    {
        var rows = pages.Select(page => PdfRow.Of(page.Words)).ToList();
        var feet = Running(pages, rows, (page, row) => IsFoot(page, row));
        var heads = Running(pages, rows, (page, row) => IsHead(page, row));
        for (var n = 0; n < pages.Count; n++)
        {
            var (page, number) = (pages[n], n);
            // The first and the last row of a page may be its number.
            var outside = rows[n].Count == 0 ? [] : rows[n].Where(row => (IsFoot(page, row) && feet.Contains(Folded(row))) || (number > 0 && IsHead(page, row) && heads.Contains(Folded(row)))
                    || (rows[number].Count >= 3 && (row == rows[number][0] || row == rows[number][^1]) && (row.Bottom < 0.1 * page.Height || row.Top > 0.9 * page.Height) && PageNumber().IsMatch(row.Text)))
                .SelectMany(row => row.Words).ToHashSet();
            yield return outside.Count == 0 ? page.Words : page.Words.FindAll(word => !outside.Contains(word));
        }
    }

    private static HashSet<string> Running(IReadOnlyList<PdfPage> pages, List<List<PdfRow>> rows, Func<PdfPage, PdfRow, bool> isInMargin) =>
        [.. pages.Zip(rows).SelectMany(p => p.Second.Where(row => isInMargin(p.First, row)).Select(Folded).Distinct()).GroupBy(text => text).Where(text => text.Count() > 1 && text.Count() * 2 > pages.Count).Select(text => text.Key)];

    private static bool IsFoot(PdfPage page, PdfRow row) => row.Top > 0.92 * page.Height;

    private static bool IsHead(PdfPage page, PdfRow row) => row.Bottom < 0.08 * page.Height;

    // The number of the page differs. A year does not: "Leeds 2012 – 2014" and "Leeds 2015 – 2016" are of two entries.
    private static string Folded(PdfRow row) => Number().Replace(row.Text, "");

    [GeneratedRegex(@"\s|(?<!\d)\d{1,3}(?!\d)", RegexOptions.None, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:page\s*)?\d{1,4}(?:\s*(?:/|of|sur|de)\s*\d{1,4})?$|^.{3,120}(?:\t|\spage\s|\tpage\s|\s[–—|·-]\s(?:page\s)?)\d{1,3}(?:\s*(?:/|of|sur|de)\s*\d{1,3})?$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex PageNumber();
}
