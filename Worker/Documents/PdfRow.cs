using System.Text;

namespace AspireStreaming.Worker.Documents;

/// <summary>Words that stand on one line, from left to right.</summary>
internal sealed class PdfRow(List<PdfWord> words)
{
    public IReadOnlyList<PdfWord> Words { get; } = words;
    public double Left { get; } = words.Min(w => w.Left);
    public double Right { get; } = words.Max(w => w.Right);
    public double Top { get; } = words.Min(w => w.Top);
    public double Bottom { get; } = words.Max(w => w.Bottom);
    public double Height { get; } = words.Max(w => w.Height);
    public double Middle => (Top + Bottom) / 2;

    public static List<PdfRow> Of(IEnumerable<PdfWord> words)
    {
        var rows = new List<PdfRow>();
        var row = new List<PdfWord>();
        // The distance is measured from the row's first word, so that two columns of different line height can't merge into one row.
        foreach (var word in words.OrderBy(w => w.Middle))
        {
            if (row.Count > 0 && word.Middle - row[0].Middle > 0.45 * Math.Min(word.Height, row[0].Height))
            {
                rows.Add(new PdfRow(row));
                row = [];
            }
            row.Add(word);
        }
        if (row.Count > 0)
            rows.Add(new PdfRow(row));
        rows = WithRaised(rows);
        foreach (var done in rows)
            ((List<PdfWord>)done.Words).Sort((a, b) => a.Left != b.Left ? a.Left.CompareTo(b.Left) : a.Order.CompareTo(b.Order));
        return rows;
    }

    // "TM" or the number of a note, small and raised at the end of a word: it belongs to the row of this word.
    private static List<PdfRow> WithRaised(List<PdfRow> rows)
    {
        for (var at = rows.Count - 2; at >= 0; at--)
        {
            var (small, below) = (rows[at], rows[at + 1]);
            if (small.Words.Count > 3 || !small.Words.All(word => below.Words.Any(w => word.Height < 0.8 * w.Height && Math.Abs(word.Left - w.Right) < 0.1 * w.Height && word.Bottom > w.Top + (0.3 * w.Height))))
                continue;
            rows[at] = new PdfRow([.. small.Words, .. below.Words]);
            rows.RemoveAt(at + 1);
        }
        return rows;
    }

    public string Text => Compose(Words);

    /// <summary>The left edges of the row's first word and of words after a wide gap.</summary>
    public IEnumerable<double> CellStarts => Words.Where((word, i) => i == 0 || Gap(Words[i - 1], word) > 1.2).Select(word => word.Left);

    /// <summary>Whether a gap is wider than those of a justified line.</summary>
    public bool HasCells => Words.Zip(Words.Skip(1), Gap).Any(gap => gap > 3);

    public static string Compose(IReadOnlyList<PdfWord> drawn)
    {
        var (words, letterGap) = JoinSpacedLetters(drawn);
        // In a justified line all gaps are wide and have no meaning.
        var gaps = words.Zip(words.Skip(1), Gap).Order().ToList();
        var wide = Math.Max(gaps.Count >= 4 ? Math.Max(1.2, 2.5 * gaps[gaps.Count / 2]) : 1.2, (2 * letterGap) + 0.6); // a spaced space has two gaps of letters
        // Beside spaces of a usual width a smaller gap separates cells too: labels and their items, tags. In a justified line all gaps are alike.
        var narrowest = gaps.Find(gap => gap > 0.1);
        var apart = letterGap == 0 && narrowest is > 0 and < 0.45 ? Math.Min(wide, Math.Max(0.7, 2.2 * narrowest)) : wide;
        // All gaps as wide as two spaces: each word is a cell. A justified line, letter-spaced capitals and pieces of a word have other gaps.
        // In a font whose characters have one width, a space is as wide as they are, and no cell.
        if (letterGap == 0 && narrowest is >= 0.6 && !words.Zip(words.Skip(1)).All(pair => pair.Second.Left - pair.First.Right < 1.1 * CharacterWidth(words)) && words.All(word => word.Text.Length > 1) && words.Any(word => word.Text.Any(char.IsLower)))
            apart = 0.6;
        var piece = letterGap == 0 ? PieceGap(words, gaps) : 0;
        var text = new StringBuilder();
        PdfWord? previous = null;
        foreach (var word in words)
        {
            // Some fonts have line boxes of twice their size, so a space may be a small part of the height; a single capital before small ones may have as much.
            if (previous is not null)
                text.Append(Gap(previous, word) is var gap && gap > (IsMark(previous) ? wide : apart) ? "\t" : ((gap > piece || !IsCapitals(previous) || !IsCapitals(word)) && (gap > 0.1 || (gap > 0.06 && previous.Text.Length > 1))) || previous.SpaceAfter ? " " : "");
            text.Append(word.Text);
            previous = word;
        }
        return text.ToString();
    }

    // Letter-spaced capitals that are drawn in pieces: "NURSI NG", "S IT E MANAGER". Their gaps are far below the spaces of the row. Either the spaces are
    // most of the gaps, and all alike, or a single letter shows what the gap between letters is.
    private static double PieceGap(IReadOnlyList<PdfWord> words, List<double> gaps)
    {
        if (gaps.Count < 2 || gaps[^1] is < 0.2 or > 1.2)
            return 0;
        var spaces = gaps.FindAll(gap => gap > 0.4 * gaps[^1]);
        if (gaps.Count >= 3 && spaces.Count * 3 >= gaps.Count * 2 && spaces[0] > 0.7 * gaps[^1] && words.All(IsCapitals))
            return 0.4 * gaps[^1];
        var letter = words.Zip(words.Skip(1)).Where(pair => pair.First.Text is [>= 'B' and <= 'Z' and not 'I'] && IsCapitals(pair.Second)).Select(pair => Gap(pair.First, pair.Second)).FirstOrDefault(gap => gap is > 0.06 and < 0.12);
        return letter > 0 && gaps[^1] > 2.5 * letter ? letter + 0.015 : 0;
    }

    private static double CharacterWidth(IReadOnlyList<PdfWord> words) => words.Sum(word => word.Right - word.Left) / words.Sum(word => word.Text.Length);

    private static bool IsCapitals(PdfWord word) => !word.Text.Any(char.IsLower);

    private static bool IsMark(PdfWord word) => word.Text.Length == 1 && !char.IsLetterOrDigit(word.Text[0]);

    // "E X P E R T I S E": a text with wide letter spacing comes as single letters. Its letters have one gap; a wider gap ends a word.
    private static (IReadOnlyList<PdfWord> Words, double LetterGap) JoinSpacedLetters(IReadOnlyList<PdfWord> words)
    {
        if (words.Count < 4 || words.Count(w => w.Text.Length == 1) < 0.8 * words.Count)
            return (words, 0);
        var gaps = words.Zip(words.Skip(1), Gap).Order().ToList();
        var usual = gaps[gaps.Count / 3];
        var joined = new List<PdfWord>();
        foreach (var word in words)
        {
            if (joined.Count > 0 && Gap(joined[^1], word) <= usual + Math.Max(0.12, 0.6 * usual))
                joined[^1] = joined[^1] with { Right = word.Right, Text = joined[^1].Text + word.Text, SpaceAfter = false };
            else
                joined.Add(word with { SpaceAfter = false });
        }
        return joined.Count * 2 <= words.Count ? (joined, usual) : (words, 0);
    }

    // The gap in line heights. A kerned or half bold word comes in pieces without a gap; a gap of several spaces separates cells.
    private static double Gap(PdfWord left, PdfWord right) => (right.Left - left.Right) / Math.Max(1, Math.Min(left.Height, right.Height));
}
