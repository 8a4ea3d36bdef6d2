using System.Text;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Turns extracted text into lines of a fixed form for the readers: limited length, one kind of space, no ligatures.</summary>
internal static partial class TextLines
{
    public const int MaxTextLength = 200_000;
    public const int MaxLines = 4_000;
    public const int MaxLineLength = 1_000;

    private const string BulletMarks = "•●▪■◦‣·►➤✓✔➢➔◆◇○⋆★✦❯❖\uF0B7\uF0A7\uF0D8–—*-§>";

    // Combining accents, as some PDF writers emit them: "e" + U+0301.
    private static readonly Dictionary<(char, char), char> Compositions = Compose(
        ('\u0300', "ıìaàeèiìoòuù"), ('\u0301', "ıíaáeéiíoóuúyýcćnńsśzź"), ('\u0302', "ıîaâeêiîoôuû"), ('\u0303', "aãnñoõ"),
        ('\u0308', "ıïaäeëiïoöuüyÿ"), ('\u030A', "aå"), ('\u030C', "cčsšzžrřeěnň"), ('\u0327', "cçsş"));

    /// <summary>The lines of a text. Empty lines stay, because they separate blocks. Text beyond the limits is left out.</summary>
    public static List<string> Split(string text)
    {
        var clean = Clean(text.Length > MaxTextLength ? text[..MaxTextLength] : text);
        var lines = new List<string>();
        foreach (var raw in clean.Split('\n', MaxLines + 1).Take(MaxLines))
        {
            var line = raw.Length > MaxLineLength ? raw[..MaxLineLength] : raw;
            lines.Add(JoinSpacedLetters(Dashes().Replace(Between().Replace(Icon().Replace(line.TrimEnd(), m => m.Groups["arrow"].Success ? "• " : ""), "•"), "–")));
        }

        return lines;
    }

    public static bool IsBullet(string line)
    {
        var start = line.AsSpan().TrimStart();
        if (start.Length < 2) return false;
        if (BulletMarks.Contains(start[0])) return start[0] is not ('*' or '-' or '–' or '—' or '>') || start[1] == ' ' || char.IsLetter(start[1]);
        return start[0] == 'o' && start[1] == ' ' && start.Length > 3 && char.IsUpper(start[2]);
    }

    public static string WithoutBullet(string line)
    {
        var text = line.Trim();
        if (!IsBullet(text)) return text;
        return text.TrimStart('o' == text[0] ? ['o'] : BulletMarks.ToCharArray()).TrimStart();
    }

    /// <summary>The texts of a line between wide gaps: the cells of a row.</summary>
    public static string[] Cells(string line) => Gap().Split(line.Trim());

    public static string FoldSpaces(string text) => Spaces().Replace(text, " ").Trim();

    private static string Clean(string text)
    {
        var tabsAreSpaces = TabsBetweenWords(text);
        var returnsEndLines = !text.Contains('\n', StringComparison.Ordinal);
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\r':
                    if (i + 1 < text.Length && text[i + 1] == '\n') break;
                    clean.Append(returnsEndLines ? '\n' : ' ');
                    break;
                case '\n' or '\f' or '\v' or '\u0085' or '\u2028' or '\u2029': clean.Append('\n'); break;
                case '\t':
                    clean.Append(tabsAreSpaces ? " " : "    ");
                    // "Leo\t  Leopard": some writers put a tab and spaces between all words.
                    while (tabsAreSpaces && i + 1 < text.Length && text[i + 1] is ' ' or '\r' or '\u00A0') i++;
                    break;
                case '\u00A0' or '\u202F' or '\u205F' or '\u3000' or (>= '\u2000' and <= '\u200A'): clean.Append(' '); break;
                case '\u00AD' or '\uFEFF' or '\u2060' or (>= '\u200B' and <= '\u200F'): break;
                case '\u2010' or '\u2011' or '\u2212': if (clean.Length == 0 || clean[^1] != '-') clean.Append('-'); break;
                case '‘' or '’' or 'ʼ' or '`': clean.Append('\''); break;
                case 'ﬀ': clean.Append("ff"); break;
                case 'ﬁ': clean.Append("fi"); break;
                case 'ﬂ': clean.Append("fl"); break;
                case 'ﬃ': clean.Append("ffi"); break;
                case 'ﬄ': clean.Append("ffl"); break;
                case >= '\u0300' and <= '\u036F':
                    if (clean.Length > 0 && Compositions.TryGetValue((clean[^1], c), out var composed)) clean[^1] = composed;
                    break;
                default: if (!char.IsControl(c)) clean.Append(c); break;
            }
        }

        return clean.ToString();
    }

    private static bool TabsBetweenWords(string text)
    {
        int gaps = 0, tabbed = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] is not (' ' or '\t') || char.IsWhiteSpace(text[i - 1])) continue;
            gaps++;
            if (text[i] == '\t') tabbed++;
        }

        return gaps > 10 && tabbed * 10 > gaps * 6;
    }

    /// <summary>"J O H N   D O E" is "JOHN DOE": a PDF gives letter-spaced headings in this form.</summary>
    private static string JoinSpacedLetters(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 5 || words.Count(w => w.Length == 1 && char.IsLetter(w[0])) < words.Length * 0.9) return line;
        return string.Join(' ', Spaces2().Split(line.Trim()).Select(w => w.Replace(" ", "", StringComparison.Ordinal)));
    }

    private static Dictionary<(char, char), char> Compose(params (char Mark, string Pairs)[] marks)
    {
        var all = new Dictionary<(char, char), char>();
        foreach (var (mark, pairs) in marks)
        {
            for (var i = 0; i < pairs.Length; i += 2)
            {
                all[(pairs[i], mark)] = pairs[i + 1];
                all[(char.ToUpperInvariant(pairs[i]), mark)] = char.ToUpperInvariant(pairs[i + 1]);
            }
        }

        return all;
    }

    // The names of icons that a font gives for its drawings, at the beginning of a line or cell: arrows are bullets.
    [GeneratedRegex(@"(?<=^|^[•-]\s|\s{2})(?:(?<arrow>(?:long-)?(?:angle|caret|chevron|arrow)(?:-double|-alt|-circle)*-right)|(?:map-marker|mobile|phone|phone-square|calendar|envelope|user|link|pencil|tachometer|file)-alt|map-marker|graduation-cap|map-pin|linkedin-in|user-graduate|user-tie|laptop-code|(?-i:WRENCH|SUITCASE|BRIEFCASE|GLOBE|ENVELOPE|COGS|TASKS))\s+(?=\S)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Icon();

    // "Clerk ◦ March 2020": whatever small mark stands between two texts of a line.
    [GeneratedRegex(@"(?<=[\p{L}\p{N})\].,] )[◦⋄◇❖⬥∙‣▸►➤✦⦁❘❙⋅♢](?= [\p{L}\p{N}(])", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Between();

    // "Lakeland College -- Bachelor of Arts", "2010--2014": how TeX writes a dash.
    [GeneratedRegex(@"(?<=[\p{L}\p{N}).,]\s)-{2,3}(?=\s[\p{L}\p{N}(])|(?<=[\p{L}\p{N}])-{2,3}(?=[\p{L}\p{N}])", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Dashes();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\s{2,}", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Spaces2();

    [GeneratedRegex(@"\t\s*|\s{2,}", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Gap();
}
