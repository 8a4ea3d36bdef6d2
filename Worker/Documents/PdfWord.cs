using System.Globalization;
using System.Net;

namespace AspireStreaming.Worker.Documents;

/// <summary>A word and its position on the page, in points from the top left corner.</summary>
/// <param name="Order">The position of the word in the drawing order of the page.</param>
/// <param name="SpaceAfter">Whether the page draws a space after the word.</param>
internal sealed record PdfWord(double Left, double Top, double Right, double Bottom, string Text, bool SpaceAfter, int Order)
{
    public double Height => Bottom - Top;
    public double Middle => (Top + Bottom) / 2;
}

internal sealed record PdfPage(double Height, List<PdfWord> Words)
{
    /// <summary>Reads the output of <c>pdftotext -bbox</c> word by word. Its text is as hostile as the PDF.</summary>
    /// <remarks>
    /// <code>
    /// &lt;page width="612.000000" height="792.000000"&gt;
    ///   &lt;word xMin="60.0" yMin="22.5" xMax="104.8" yMax="45.9"&gt;John&lt;/word&gt;
    /// </code>
    /// No XML reader is used, because words may contain characters that XML forbids.
    /// </remarks>
    public static IEnumerable<PdfPage> Parse(string output)
    {
        // A font whose hyphen is mapped to the soft hyphen: as a word of its own, "Sep 2023 \u00AD Mar 2024", it can be nothing else.
        if (output.Contains(">\u00AD<", StringComparison.Ordinal))
            output = output.Replace('\u00AD', '-');
        var pages = output.Split("<page ", StringSplitOptions.None);
        foreach (var page in pages.Skip(1))
        {
            var words = new List<PdfWord>();
            for (var at = page.IndexOf("<word ", StringComparison.Ordinal); at >= 0; at = page.IndexOf("<word ", at + 1, StringComparison.Ordinal))
            {
                var open = page.IndexOf('>', at);
                var close = page.IndexOf("</word>", at, StringComparison.Ordinal);
                if (open < 0 || close < open)
                    break;
                Add(words, page.AsSpan(at, open - at), page[(open + 1)..close]);
            }
            yield return new PdfPage(Attribute(page.AsSpan(0, Math.Max(0, page.IndexOf('>', StringComparison.Ordinal))), "height"), words);
        }
    }

    private static void Add(List<PdfWord> words, ReadOnlySpan<char> tag, string encoded)
    {
        // Editors set characters without width between words: as words of their own they would cut the ones beside them ("D obbs").
        var written = WebUtility.HtmlDecode(encoded).Replace("\u200B", "", StringComparison.Ordinal).Replace("\uFEFF", "", StringComparison.Ordinal);
        // Bullets of a font that maps a space to its sign, drawn below their row: no row of their own.
        if (written.Contains('␣', StringComparison.Ordinal) && !written.Any(char.IsLetterOrDigit))
            return;
        var text = written.Trim();
        var word = new PdfWord(Attribute(tag, "xMin"), Attribute(tag, "yMin"), Attribute(tag, "xMax"), Attribute(tag, "yMax"), text, text.Length < written.Length, words.Count);
        if (text.Length == 0)
        {
            if (words.Count > 0 && written.Length > 0)
                words[^1] = words[^1] with { SpaceAfter = true };
            return;
        }
        // Some programs make bold or shadow by drawing the same word twice, slightly shifted.
        var tolerance = word.Height * 0.2;
        var drawnTwice = words.TakeLast(40).Any(w => w.Text == text && Math.Abs(w.Left - word.Left) < tolerance && Math.Abs(w.Top - word.Top) < tolerance);
        if (!drawnTwice && word.Height > 0)
            words.Add(word);
    }

    private static double Attribute(ReadOnlySpan<char> tag, string name)
    {
        var start = tag.IndexOf($"{name}=\"");
        if (start < 0)
            return 0;
        var value = tag[(start + name.Length + 2)..];
        var end = value.IndexOf('"');
        return end > 0 && double.TryParse(value[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Math.Clamp(number, -1e6, 1e6) : 0;
    }
}
