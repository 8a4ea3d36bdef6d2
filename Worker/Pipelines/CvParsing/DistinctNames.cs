using System.Globalization;
using System.Text;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Unique names for the sent files, each one line without a path (<c>cv.pdf</c>, <c>cv (2).pdf</c>).</summary>
internal static class DistinctNames
{
    private const int MostLength = 120;

    /// <returns>One name for each given name, in the same order. The same names give the same result.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<string?> names)
    {
        List<string> clean = [.. names.Select((name, i) => Clean(name) is { Length: > 0 } text ? text : $"cv-{i + 1}")];
        var given = clean.ToHashSet(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var distinct = new List<string>(clean.Count);
        foreach (string name in clean)
        {
            string free = name;
            int n = 1;
            while (!taken.Add(free))
            {
                do
                {
                    free = Numbered(name, ++n);
                }
                while (given.Contains(free)); // a second cv.pdf does not take "cv (2).pdf" if a file has that name
            }

            distinct.Add(free);
        }

        return distinct;
    }

    private static string Numbered(string name, int n)
    {
        string extension = Path.GetExtension(name);
        return string.Create(CultureInfo.InvariantCulture, $"{name[..^extension.Length]} ({n}){extension}");
    }

    private static string Clean(string? name)
    {
        if (name is null)
        {
            return "";
        }

        string last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                && rune != Rune.ReplacementChar)
            {
                clean.Append(rune.ToString());
            }
        }

        string text = clean.ToString().Trim();
        if (text.Length <= MostLength)
        {
            return text;
        }

        string extension = Path.GetExtension(text) is { Length: <= 10 } short_ ? short_ : "";
        int cut = MostLength - extension.Length;
        return text[..(char.IsHighSurrogate(text[cut - 1]) ? cut - 1 : cut)] + extension;
    }
}
