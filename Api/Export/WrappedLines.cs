using System.Text.RegularExpressions;

namespace AspireStreaming.Api.Export;

/// <summary>
/// Lines that ended only because a page was full, as in the text of a PDF. A document wraps its paragraphs itself.
/// </summary>
internal static partial class WrappedLines
{
    /// <summary>The longest line of a paragraph that was wrapped has this many characters.</summary>
    private const int LeastWidth = 60;

    /// <summary>A full line has this part of the longest line's characters.</summary>
    private const double Full = 0.7;

    /// <summary>Joins full lines with those that go on with their sentence. Headings, addresses, dates and the items of lists keep their lines.</summary>
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
            if (string.IsNullOrWhiteSpace(line) || Item().IsMatch(line))
            {
                Take();
            }

            paragraph.Add(line);
        }

        Take();
        return string.Join('\n', joined);

        void Take()
        {
            bool[] wrapped = Wrapped(paragraph);
            for (int at = 0; at < paragraph.Count; at++)
            {
                if (at > 0 && wrapped[at - 1])
                {
                    joined[^1] = $"{joined[^1].TrimEnd()} {paragraph[at].Trim()}";
                }
                else
                {
                    joined.Add(paragraph[at]);
                }
            }

            paragraph.Clear();
        }
    }

    /// <summary>Whether each line goes on in the next one.</summary>
    private static bool[] Wrapped(List<string> lines)
    {
        int width = lines.Select(line => line.Length).DefaultIfEmpty().Max();
        bool[] full = [.. lines.Select((line, at) =>
            at + 1 < lines.Count && width >= LeastWidth && line.Length >= Full * width && !line.Contains('\t', StringComparison.Ordinal) && !SentenceEnd().IsMatch(line))];
        bool[] wrapped = [.. full.Select((isFull, at) => isFull && InSentence().IsMatch(lines[at + 1]))];

        // Beside such lines a name may begin the next one: "… most of them in" and "Leeds".
        return [.. full.Select((isFull, at) => wrapped[at] || (isFull && ((at > 0 && wrapped[at - 1]) || wrapped[at + 1])))];
    }

    /// <summary>What begins a line of its own: an item of a list, a heading, a quote.</summary>
    [GeneratedRegex(@"^\s*(?:[-*+•·▪◦‣–#>|]|\d{1,3}[.)]\s)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Item();

    [GeneratedRegex(@"[.:;!?…]\s*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();

    /// <summary>A word in lower case, which is no address ("linkedin.com/in/jane") and no date ("mars 2019").</summary>
    [GeneratedRegex(@"^\s*(?!(?:\p{Ll}+\.?\s){1,2}\d{4}\b)\p{Ll}[\p{L}'’-]*[,;:.!?)]*(?:\s|$)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InSentence();
}
