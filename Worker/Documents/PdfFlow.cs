using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Columns that go on over pages. A page's blocks are in reading order, so the text that the left column continues on the next page stands behind
/// the right column, in the section that the right column ends with. It belongs below the left column.
/// </summary>
internal static class PdfFlow
{
    private const double SameEdge = 3;

    /// <summary>Moves the first block of a page to the column of the page before that it continues.</summary>
    public static void Continue(List<List<PdfRow>> above, List<List<PdfRow>> below, HashSet<PdfRow> headings)
    {
        // A heading begins a section wherever it stands.
        if (below is not [{ Count: > 0 } first, ..] || headings.Contains(first[0]) || SectionHeadings.KindOf(first[0].Text) is not null)
            return;
        var column = above.FindLastIndex(block => block.Count > 0 && Math.Abs(block.Min(row => row.Left) - first.Min(row => row.Left)) <= SameEdge);
        if (column < 0 || column == above.Count - 1)
            return;
        var right = Math.Max(first.Max(row => row.Right), above[column].Max(row => row.Right));
        if (!above.Skip(column + 1).All(block => block.Count > 0 && block.Min(row => row.Left) > right))
            return;
        above.Insert(column + 1, first);
        below.RemoveAt(0);
    }
}
