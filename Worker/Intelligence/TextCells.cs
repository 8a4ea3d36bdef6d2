using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>The parts of a line between bars, dots or wide gaps.</summary>
internal static partial class TextCells
{
    public static string[] Split(string line) =>
        [.. Separators().Split(line).Select(c => c.Trim(' ', '-', '–', '—', ',', ';', '*', '_', '#')).Where(c => c.Length > 0)];

    /// <summary>Splits also at dashes, commas and "at"/"chez": the parts of a position's heading.</summary>
    public static string[] SplitHeading(string line) =>
        [.. Heading().Split(line).Select(c => c.Trim(' ', '-', '–', '—', ',', ';', ':', '*', '_', '#', '.', '(', '[', ']')).Where(c => c.Length > 1)];

    [GeneratedRegex(@"\s*[|•·●▪■◆♦⋅¦]\s*|\s{3,}|\s//\s|\s+[–—]\s+|\s{2,}", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"\s*[|•·●▪■◆♦⋅¦@]\s*|\s{2,}|\s//\s|\s[–—\-]{1,2}\s|,\s|;\s|:\s|\s\(|\)|\schez\s|\sat\s|\s(?<=\p{L}\s)pour\s(?=\p{Lu})", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Heading();
}
