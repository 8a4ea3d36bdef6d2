using System.Text;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Documents;

/// <summary>Brings all text into the form that <see cref="DocumentText.Text"/> describes.</summary>
internal static partial class TextNormalizer
{
    private const string Bullets = "•●▪■◦‣⁃∙·➢➤►▶▸✓✔❖◆◇○□◾➔→⇒⦁⚫⋆★☆✦✧∗⬥⚬◉❯";

    public static string Normalize(string text) => Lines(Characters(text));

    private static string Characters(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\r':
                    if (i + 1 >= text.Length || text[i + 1] != '\n')
                        clean.Append('\n');
                    break;
                case '\n' or '\t':
                    clean.Append(c);
                    break;
                case '\v' or '\u0085' or '\u2028' or '\u2029':
                    clean.Append('\n');
                    break;
                case '\f':
                    clean.Append("\n\n");
                    break;
                case '\u00A0' or (>= '\u2000' and <= '\u200A') or '\u202F' or '\u205F' or '\u3000':
                    clean.Append(' ');
                    break;
                case '\u00AD':
                    i = SkipSoftHyphen(text, i);
                    break;
                case '\u2010' or '\u2011':
                    // A PDF may write one hyphen as three characters: - U+00AD U+2010.
                    if (i == 0 || text[i - 1] != '\u00AD' || clean.Length == 0 || clean[^1] != '-')
                        clean.Append('-');
                    break;
                case >= '\uFB00' and <= '\uFB06':
                    clean.Append(Ligature(c));
                    break;
                case >= '\u0300' and <= '\u036F' when clean.Length > 0 && LatinComposition.TryCompose(clean[^1], c, out var composed):
                    clean[^1] = composed;
                    break;
                case >= '\uD800' and <= '\uDFFF':
                    // A single surrogate can't be sent as UTF-8. Tag characters (U+E0000…) are invisible and hide text from a person.
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    {
                        if (char.ConvertToUtf32(c, text[i + 1]) is < 0xE0000 or > 0x10FFFF)
                            clean.Append(c).Append(text[i + 1]);
                        i++;
                    }
                    break;
                case >= '\uE000' and <= '\uF8FF':
                    // The private use area contains the bullets of symbol fonts and the icons of icon fonts.
                    clean.Append(AtLineStart(clean) ? "• " : " ");
                    break;
                default:
                    if (!char.IsControl(c) && !IsInvisible(c))
                        clean.Append(c);
                    break;
            }
        }
        return clean.ToString();
    }

    private static string Lines(string text)
    {
        var lines = new List<string>();
        var bulletAlone = false;
        foreach (var raw in text.Split('\n'))
        {
            var line = Line(raw);
            if (line.Length == 0)
            {
                if (!bulletAlone && lines.Count > 0 && lines[^1].Length > 0)
                    lines.Add("");
                continue;
            }
            if (bulletAlone)
                line = line.StartsWith('•') ? line : "• " + line;
            bulletAlone = line == "•";
            if (!bulletAlone)
                lines.Add(line);
        }
        return string.Join('\n', lines).TrimEnd();
    }

    private static string Line(string raw)
    {
        var line = Apart().Replace(Blanks().Replace(raw.Trim(), BlanksOrTab), "\t");
        if (line.Length == 0)
            return line;
        if (Bullets.Contains(line[0], StringComparison.Ordinal) && (line.Length == 1 || line[1] != line[0]))
            return ("• " + line[1..].TrimStart()).TrimEnd();
        if (line.StartsWith("– ", StringComparison.Ordinal) || line.StartsWith("— ", StringComparison.Ordinal))
            return "- " + line[2..];
        return SpacedOut().IsMatch(line) ? string.Join(' ', line.Split('\t').Select(word => word.Replace(" ", "", StringComparison.Ordinal))) : line;
    }

    // Three spaces or more separate columns in the same way as a tab.
    private static string BlanksOrTab(Match blanks) => blanks.Length >= 3 || blanks.ValueSpan.Contains('\t') ? "\t" : " ";

    // A soft hyphen at the end of a line means that the word continues on the next line.
    private static int SkipSoftHyphen(string text, int at)
    {
        var next = at + 1;
        while (next < text.Length && text[next] is ' ' or '\r')
            next++;
        if (next >= text.Length || text[next] != '\n')
            return at;
        while (next + 1 < text.Length && text[next + 1] is ' ' or '\t')
            next++;
        return next + 1 < text.Length && char.IsLower(text[next + 1]) ? next : at;
    }

    private static bool AtLineStart(StringBuilder text)
    {
        for (var i = text.Length - 1; i >= 0 && text[i] != '\n'; i--)
        {
            if (text[i] is not (' ' or '\t'))
                return false;
        }
        return true;
    }

    private static string Ligature(char c) => c switch
    {
        '\uFB00' => "ff",
        '\uFB01' => "fi",
        '\uFB02' => "fl",
        '\uFB03' => "ffi",
        '\uFB04' => "ffl",
        _ => "st",
    };

    // Zero width, direction marks, byte order marks, noncharacters, the replacement character.
    private static bool IsInvisible(char c) =>
        c is (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or '\u180E' or '\uFEFF' or (>= '\uFFF0' and <= '\uFFFF') or (>= '\uFDD0' and <= '\uFDEF') or (>= '\uFE00' and <= '\uFE0F');

    [GeneratedRegex(@"[ \t]+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@" ?\t ?", RegexOptions.None, 1000)]
    private static partial Regex Apart();

    // "E X P E R I E N C E": a heading drawn with wide letter spacing.
    [GeneratedRegex(@"^\p{Lu}(?: \p{Lu}){3,}(?:\t\p{Lu}(?: \p{Lu})*)*$", RegexOptions.None, 1000)]
    private static partial Regex SpacedOut();
}
