using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Marks up a plain-text résumé: name, sections, positions, bullets. Its words stay unchanged and never become markup.</summary>
internal static partial class ResumeMarkdown
{
    // Escaped everywhere. First characters of a line that would begin a block are escaped separately.
    private static readonly SearchValues<char> Special = SearchValues.Create("\\`*_[]<>|~");

    public static string Write(string text, CvProfile cv)
    {
        var resume = ResumeText.Of(text, cv);
        var items = resume.Items.ToDictionary(i => i.First);
        var markdown = new StringBuilder();
        var named = false;
        foreach (var section in resume.Sections)
        {
            if (section.HeadingLine >= 0) Block(markdown, "## " + Escape(Bare(section.Heading)));
            var fresh = true;
            for (var i = section.First; i < section.End; i++)
            {
                var line = Bare(i == section.HeadingLine ? resume.Lines[i][(resume.Lines[i].IndexOf(':', StringComparison.Ordinal) + 1)..] : resume.Lines[i]);
                if (items.TryGetValue(i, out var item))
                {
                    if (!EndsWithItem(markdown)) markdown.Append('\n');
                    markdown.Append("- ").Append(Escape(item.Text)).Append('\n');
                    i = item.End - 1;
                    fresh = true;
                }
                else if (line.Length == 0) fresh = true;
                else if (!named && section.Kind == CvSectionKind.Header && Words.Key(line) == Words.Key(cv.FullName ?? ""))
                {
                    Block(markdown, "# " + Escape(line));
                    named = fresh = true;
                }
                else if (fresh && section.Kind is CvSectionKind.Experience or CvSectionKind.Education or CvSectionKind.Projects && Year().IsMatch(line))
                {
                    Block(markdown, "### " + Escape(line));
                    fresh = true;
                }
                else
                {
                    // Lines of one block stay lines: two spaces are a line break. The lines of a summary are joined.
                    if (fresh) Block(markdown, Escape(line));
                    else markdown.Insert(markdown.Length - 1, section.Kind == CvSectionKind.Summary ? "" : "  ").Append(Escape(line)).Append('\n');
                    fresh = false;
                }
            }
        }
        return markdown.ToString().Trim('\n') + "\n";
    }

    private static void Block(StringBuilder markdown, string line) => markdown.Append('\n').Append(line).Append('\n');

    // Two adjacent items need no empty line between them.
    private static bool EndsWithItem(StringBuilder markdown)
    {
        var i = markdown.Length - 2;
        while (i > 0 && markdown[i] != '\n') i--;
        return i >= 0 && i + 2 < markdown.Length && markdown[i + 1] == '-' && markdown[i + 2] == ' ';
    }

    private static string Bare(string line) => Words.Squeeze(line.Trim().TrimStart('#').Replace("**", "", StringComparison.Ordinal));

    private static string Escape(string line)
    {
        var escaped = new StringBuilder(line.Length + 8);
        if (line.Length > 0 && line[0] is '#' or '+' or '-' or '=') escaped.Append('\\');
        else if (OrderedItem().Match(line) is { Success: true } number)
        {
            escaped.Append(line, 0, number.Length - 1).Append('\\');
            line = line[(number.Length - 1)..];
        }
        foreach (var c in line)
        {
            if (Special.Contains(c)) escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }

    [GeneratedRegex(@"\b(?:19|20)\d\d\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Year();

    [GeneratedRegex(@"^\d{1,9}[.)](?=\s)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OrderedItem();
}
