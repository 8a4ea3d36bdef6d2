using System.Text.RegularExpressions;

namespace AspireStreaming.Api.Export;

/// <summary>
/// Lines that ended only because a page was full, as in the text of a PDF. A document wraps its paragraphs itself.
/// </summary>
internal static partial class WrappedLines
{
    /// <summary>The longest line of such a paragraph has this many characters.</summary>
    private const int LeastWidth = 60;

    /// <summary>Each line but the last is nearly as long as the longest.</summary>
    private const double Full = 0.7;

    /// <summary>Joins the lines of each paragraph, and of each item of a list, that was wrapped; addresses, lists and verses keep theirs.</summary>
    public static string Join(string text)
    {
        if (text.Contains("```", StringComparison.Ordinal))
        {
            return text; // code keeps its lines
        }

        var joined = new List<string>();
        var paragraph = new List<string>();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                Take();
                joined.Add(line);
                continue;
            }

            if (Item().IsMatch(line))
            {
                Take();
            }

            paragraph.Add(line);
        }

        Take();
        return string.Join('\n', joined);

        void Take()
        {
            joined.AddRange(IsWrapped(paragraph) ? [string.Join(' ', paragraph.Select((line, i) => i == 0 ? line.TrimEnd() : line.Trim()))] : paragraph);
            paragraph.Clear();
        }
    }

    private static bool IsWrapped(List<string> lines)
    {
        int width = lines.Select(line => line.Length).DefaultIfEmpty().Max();
        return lines.Count > 1 && width >= LeastWidth
            && lines.SkipLast(1).All(line => line.Length >= Full * width)
            && !lines.Exists(line => line.Contains('\t', StringComparison.Ordinal))
            && lines.Skip(1).Count(line => char.IsLower(line.TrimStart().FirstOrDefault())) * 2 >= lines.Count - 1; // most lines begin in the middle of a sentence
    }

    /// <summary>What begins a line of its own: an item of a list, a heading, a quote.</summary>
    [GeneratedRegex(@"^\s*(?:[-*+•·▪◦‣–#>|]|\d{1,3}[.)]\s)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Item();
}
