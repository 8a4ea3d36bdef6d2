using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Documents;

/// <summary>Turns pages of placed words into lines of text: columns in order, wrapped items and hyphenated words joined.</summary>
internal static partial class PdfLines
{
    // A hyphen after one of these belongs to the word. Any other hyphen at a line end only breaks the word.
    private static readonly FrozenSet<string> Prefixes = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "all", "back", "bas", "best", "business", "c", "chef", "client", "cloud", "co", "contre", "cross", "data", "demi", "e", "end", "ex", "event", "fast", "front",
        "full", "hands", "haut", "hi", "high", "in", "inter", "large", "long", "low", "mi", "mid", "micro", "mono", "multi", "non", "object", "off", "on", "open",
        "part", "peut", "post", "pre", "pro", "quasi", "re", "real", "savoir", "self", "semi", "server", "short", "single", "sous", "state", "sub", "team",
        "test", "third", "time", "to", "top", "two", "up", "user", "vice", "well", "world");

    private const int MinBullets = 3;

    public static string Compose(IEnumerable<PdfPage> pages)
    {
        var text = new StringBuilder();
        var parts = PdfMargins.Without([.. pages]).SelectMany((page, number) => PdfTables.Parts(page).Select(part => (Page: number, part.Table, Blocks: PdfColumns.Blocks(part.Words).ToList()))).ToList();
        // A name at the top is set larger than the headings are, or stands alone in its size.
        var headings = PdfHeadings.Unknown([.. parts.SelectMany(part => part.Blocks)]);
        foreach (var (above, below) in parts.Zip(parts.Skip(1)).Where(pair => pair.First.Page != pair.Second.Page && pair.Second.Table is null))
            PdfFlow.Continue(above.Blocks, below.Blocks, headings);
        if (PdfHeadings.TakeName([.. parts.SelectMany(part => part.Blocks)]) is { } name)
            text.Append(name.Text);
        var drawn = HasBullets(parts.SelectMany(part => part.Blocks));
        foreach (var (_, table, blocks) in parts)
        {
            if (table is not null)
                text.Append("\n\n").Append(table);
            foreach (var block in blocks.Where(block => block.Count > 0))
                Append(text, block, headings, drawn);
        }
        return Logo().Replace(BrokenWord().Replace(text.ToString(), Rejoin).Replace("\v", "", StringComparison.Ordinal), "${before}TeX${rest}");
    }

    private static void Append(StringBuilder text, List<PdfRow> rows, HashSet<PdfRow> headings, bool hasBullets)
    {
        if (text.Length > 0)
            text.Append("\n\n");
        var gaps = rows.Zip(rows.Skip(1), (above, below) => below.Top - above.Bottom).Order().ToList();
        var usual = gaps.Count == 0 ? 0 : gaps[gaps.Count / 2];
        var edge = rows.Max(row => row.Right);
        var items = hasBullets ? new bool[rows.Count] : Items(rows);
        double? hanging = null;
        for (var i = 0; i < rows.Count; i++)
        {
            var apart = i > 0 && rows[i].Top - rows[i - 1].Bottom > usual + 0.35 * Math.Min(rows[i].Height, rows[i - 1].Height);
            if (i > 0)
                text.Append(apart || headings.Contains(rows[i]) ? "\n\n" : !GoesOn(rows[i - 1], rows[i], edge, hanging) ? "\n" : EndsHyphenated(rows[i - 1]) ? "\v" : " ");
            if (items[i] && !IsBullet(rows[i]) && !(hanging is { } under && Math.Abs(rows[i].Left - under) <= 3) && (i == 0 || text[^1] == '\n'))
                text.Append("• ");
            text.Append(rows[i].Text);
            if (headings.Contains(rows[i]))
                text.Append('\n').Append(SectionSplitter.Underline);
            if (apart || i == 0 || text.Length == 0 || IsBullet(rows[i]) || (hanging is { } at && Math.Abs(rows[i].Left - at) > 3))
                hanging = IsBullet(rows[i]) ? rows[i].Words[1].Left : null;
        }
    }

    // Where texts begin: rows, and cells beside dates.
    private static List<double> Levels(List<PdfRow> rows)
    {
        var levels = new List<(double Left, int Rows)>();
        foreach (var left in rows.SelectMany(row => row.CellStarts).Order())
        {
            if (levels.Count > 0 && left - levels[^1].Left <= 2.5)
                levels[^1] = (levels[^1].Left, levels[^1].Rows + 1);
            else
                levels.Add((left, 1));
        }
        return levels.FindAll(level => level.Rows > 1).ConvertAll(level => level.Left);
    }

    // Some programs draw the bullets of a list as shapes. What is left of a list is its indent: rows of one size below a text that begins further left.
    private static bool[] Items(List<PdfRow> rows)
    {
        var (levels, items) = (Levels(rows), new bool[rows.Count]);
        if (IsCentredOrRight(rows))
            return items;
        for (int first = 0, end; first < rows.Count; first = end)
        {
            for (end = first + 1; end < rows.Count && Math.Abs(rows[end].Left - rows[first].Left) <= 2.5;) end++;
            var run = rows[first..end];
            var left = rows[first].Left;
            if (Has(levels, left - 2.5, left + 2.5) && Has(levels, left - 34, left - 6) && run.Max(row => row.Height) <= 1.06 * run.Min(row => row.Height) && IsBelowText(rows, first, items))
                for (var i = first; i < end; i++) items[i] = !StandsAlone(rows[i].Text);
        }
        return items;
    }

    // Where the document's bullets are drawn as characters, an indent is only an indent.
    private static bool HasBullets(IEnumerable<List<PdfRow>> blocks) =>
        blocks.SelectMany(rows => rows).Where(IsBullet).GroupBy(row => row.Words[0].Text).Any(mark => mark.Count() >= MinBullets);

    // A list stands below a text that begins further left. What stands below a heading, or goes on below a cell of the row above, is no list.
    private static bool IsBelowText(List<PdfRow> rows, int first, bool[] items)
    {
        for (var above = first - 1; above >= 0; above--)
        {
            var indent = rows[first].Left - rows[above].Left;
            if (Math.Abs(indent) <= 2.5)
                return items[above];
            if (indent > 0)
                return SectionHeadings.KindOf(rows[above].Text) is null && !rows[above].CellStarts.Skip(1).Any(start => Math.Abs(start - rows[first].Left) <= 2.5);
        }
        return false;
    }

    // The left edges of centred rows, and of rows that end at the right edge, mean nothing.
    private static bool IsCentredOrRight(List<PdfRow> rows)
    {
        if (rows.Count < 3 || rows.Count(row => row.Left < rows.Min(r => r.Left) + 3) > 0.5 * rows.Count)
            return false;
        var middles = rows.ConvertAll(row => (row.Left + row.Right) / 2).Order().ToList();
        return rows.Count(row => row.Right > rows.Max(r => r.Right) - 3) >= 0.7 * rows.Count || middles.Count(m => Math.Abs(m - middles[middles.Count / 2]) <= 3) >= 0.7 * rows.Count;
    }

    // A heading and a line of addresses are no items, however far they are indented.
    private static bool StandsAlone(string text) => text.Contains('@', StringComparison.Ordinal) || (SectionHeadings.KindOf(text) ?? SectionHeadings.KindOfTrade(text)) is not null;

    private static bool Has(List<double> levels, double from, double to) =>
        levels.BinarySearch(from) is var at && (at >= 0 || (~at < levels.Count && levels[~at] <= to));

    // A line wraps if it has no room for the next line's first word, and the next line begins under the item's text or in mid-sentence.
    private static bool GoesOn(PdfRow above, PdfRow below, double edge, double? hanging)
    {
        // What stands behind a wide gap, at the right edge, is a cell of its own: a place, a date.
        if (above.HasCells)
            return false;
        var full = above.Right + (below.Words[0].Right - below.Words[0].Left) + 0.25 * above.Height > edge - 2;
        if (!full || IsBullet(below) || Math.Abs(above.Height - below.Height) > 0.15 * above.Height)
            return false;
        if (hanging is { } at)
            return Math.Abs(below.Left - at) <= 3;
        // In a narrow column every line is full. So a sentence continues only after four words or more, in lower case, and not with an address.
        return above.Words.Count >= 4 && Math.Abs(above.Left - below.Left) <= 3
            && char.IsLower(below.Words[0].Text[0]) && below.Words[0].Text.IndexOfAny(['@', '/']) < 0;
    }

    private static bool EndsHyphenated(PdfRow row) => row.Words[^1].Text[^1] is '-' or '\u00AD' or '\u2010';

    private static bool IsBullet(PdfRow row) => row.Words.Count > 1 && row.Words[0].Text.Length == 1 && !char.IsLetterOrDigit(row.Words[0].Text[0]);

    // "develop-" + "ment of": the rest of the word moves up. Within an item the line continues, else it breaks after the word.
    private static string Rejoin(Match match)
    {
        var (head, tail) = (match.Groups["head"].Value, match.Groups["tail"].Value);
        var hyphen = Prefixes.Contains(head) || head.Contains('-', StringComparison.Ordinal) || tail.Contains('-', StringComparison.Ordinal) ? "-" : "";
        var rest = match.Groups["rest"].Length == 0 ? "" : match.Groups["break"].Value == "\v" ? " " : "\n";
        return head + hyphen + tail + rest;
    }

    [GeneratedRegex(@"(?<![\p{L}-])(?<head>\p{L}[\p{L}-]*)[-\u2010](?<break>[\n\v])(?<tail>\p{Ll}\S*)(?<rest>[ \t]?)", RegexOptions.None, 2000)]
    private static partial Regex BrokenWord();

    // TeX's logo: its E stands below the line, and so becomes a word of its own or a line below.
    [GeneratedRegex(@"(?<!\p{L})(?<before>(?:LA|Bib|Xe|Lua)?)(?<!\p{Lu}{3})T\sX(?!\p{L})(?<rest>[^\n]*)\n+E(?=\n|$)|(?<!\p{L})(?<before>(?:LA|Bib|Xe|Lua|))T(?:\sE\s|E\s|\sE)X(?!\p{L})(?<rest>)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Logo();
}
