using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Tables whose first row tells what the columns are ("Période, Emploi, Entreprise"): texts in cells wrap, so rows of the page are no rows of the
/// table. The heads give the columns; a row without a first cell continues the one above. Each cell is written with its head.
/// </summary>
internal static class PdfTables
{
    private const double CellGap = 0.6;

    /// <summary>The page's parts from top to bottom: words outside of tables, or the text of a table.</summary>
    public static IEnumerable<(List<PdfWord> Words, string? Table)> Parts(List<PdfWord> words)
    {
        var rows = PdfRow.Of(words);
        var first = 0;
        for (var at = 0; at < rows.Count; at++)
        {
            var heads = Cells(rows[at]);
            if (heads.Count < 3 || !FieldLabels.AreHeads(heads.ConvertAll(cell => cell.Text)) || Body(rows, at, heads) is not { Count: > 0 } body)
                continue;
            yield return ([.. rows[first..at].SelectMany(row => row.Words)], null);
            yield return ([], string.Join("\n\n", body.Select(cells => string.Join('\n', cells.Select((cell, n) => (Cell: cell, Head: heads[n].Text)).Where(c => c.Cell.Length > 0).Select(c => $"{c.Head}: {c.Cell}")))));
            at += RowsBelow(rows, at, heads);
            first = at + 1;
        }
        yield return (first == 0 ? words : [.. rows[first..].SelectMany(row => row.Words)], null);
    }

    private static List<(double Left, string Text)> Cells(PdfRow row)
    {
        var cells = new List<(double Left, string Text)>();
        PdfWord? previous = null;
        foreach (var word in row.Words)
        {
            if (previous is null || (word.Left - previous.Right) / Math.Max(1, Math.Min(word.Height, previous.Height)) > CellGap)
                cells.Add((word.Left, word.Text));
            else
                cells[^1] = (cells[^1].Left, $"{cells[^1].Text} {word.Text}");
            previous = word;
        }
        return cells;
    }

    private static List<string[]> Body(List<PdfRow> rows, int head, List<(double Left, string Text)> heads)
    {
        var body = new List<string[]>();
        foreach (var row in rows.Skip(head + 1).Take(RowsBelow(rows, head, heads)))
        {
            var cells = heads.ConvertAll(_ => "");
            foreach (var word in row.Words)
            {
                var column = Math.Max(0, heads.FindLastIndex(cell => cell.Left <= word.Left + 2.5));
                cells[column] = $"{cells[column]} {word.Text}".TrimStart();
            }
            // A row of the table begins where its first cell and another one do.
            if (body.Count == 0 || (cells[0].Length > 0 && cells.Skip(1).Any(cell => cell.Length > 0)))
                body.Add([.. cells]);
            else
                for (var n = 0; n < cells.Count; n++) body[^1][n] = $"{body[^1][n]} {cells[n]}".Trim();
        }
        return body;
    }

    // The table ends at a heading, at a word that stands across the left edge of a column, or at a gap of three lines.
    private static int RowsBelow(List<PdfRow> rows, int head, List<(double Left, string Text)> heads)
    {
        var last = head;
        while (last + 1 < rows.Count && rows[last + 1] is var row && row.Top - rows[last].Bottom < 3 * row.Height
            && SectionHeadings.KindOf(row.Text) is null && row.Left >= heads[0].Left - 2.5
            && !row.Words.Any(word => heads.Exists(cell => word.Left < cell.Left - 2.5 && word.Right > cell.Left + 2.5)))
            last++;
        return last - head;
    }
}
