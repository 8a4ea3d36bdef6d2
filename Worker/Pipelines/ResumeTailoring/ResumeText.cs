using System.Buffers;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>A stretch of lines of the résumé.</summary>
/// <param name="HeadingLine">Line of the heading, or -1 for the part above the first one.</param>
/// <param name="First">First line of the content; the heading's own line where content follows it there ("Skills: Excel, SAP").</param>
/// <param name="End">The line after the last.</param>
public sealed record ResumeSection(CvSectionKind Kind, string Heading, int HeadingLine, int First, int End);

/// <summary>A bulleted item, which may wrap over several lines.</summary>
/// <param name="Prefix">Indent, bullet and space, as written.</param>
/// <param name="Text">Its words on one line, without the bullet.</param>
public sealed record ResumeItem(CvSectionKind Kind, int First, int End, string Prefix, string Text);

/// <summary>The résumé as its author laid it out: lines, and where sections and bullets are in them.</summary>
public sealed class ResumeText
{
    private static readonly SearchValues<char> Bullets = SearchValues.Create("-*•●▪■◦○‣–—►▶➢➤✓✔·∙\uF0B7\uF0A7");

    private ResumeText(string[] lines) => Lines = lines;

    public IReadOnlyList<string> Lines { get; }
    public IReadOnlyList<ResumeSection> Sections { get; private set; } = [];
    public IReadOnlyList<ResumeItem> Items { get; private set; } = [];

    public ResumeSection? Section(CvSectionKind kind) => Sections.FirstOrDefault(s => s.Kind == kind);

    /// <summary>The text of a section's lines, without its heading.</summary>
    public string Content(ResumeSection section) => string.Join('\n', Lines.Skip(section.First).Take(section.End - section.First));

    /// <summary>Line ends of every system and page breaks become one kind; NUL disappears.</summary>
    public static string[] Split(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\f', '\n').Replace('\v', '\n')
            .Replace("\0", "", StringComparison.Ordinal).Split('\n');

    /// <param name="text">The text that <paramref name="profile"/> was read from, or an edited version of it.</param>
    public static ResumeText Of(string text, CvProfile profile)
    {
        var resume = new ResumeText(Split(text));
        resume.Sections = resume.FindSections(profile);
        resume.Items = resume.FindItems();
        return resume;
    }

    private List<ResumeSection> FindSections(CvProfile profile)
    {
        // Headings we may have added ourselves are found again in the edited text.
        var speak = Wording.Of(profile);
        var headings = profile.Sections.Where(s => s.Heading.Length > 0).Select(s => (s.Kind, s.Heading)).ToList();
        foreach (var kind in (CvSectionKind[])[CvSectionKind.Summary, CvSectionKind.Skills])
            if (!headings.Exists(h => h.Kind == kind)) headings.Add((kind, speak.Section(kind)));

        var wanted = headings.ToLookup(h => Words.Key(h.Heading), h => h.Kind, StringComparer.Ordinal);
        var found = new List<(CvSectionKind Kind, string Heading, int Line, bool Inline)>();
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i].Trim();
            if (line.Length == 0 || MarkerLength(line) > 0) continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var inline = colon > 0 && colon < line.Length - 1;
            var key = Words.Key(inline ? line[..colon] : line);
            if (key.Length == 0 || !wanted.Contains(key)) continue;
            // A résumé may have two sections of one heading; a third line of that wording is no heading.
            var nth = taken.GetValueOrDefault(key);
            var kinds = wanted[key];
            if (nth >= kinds.Count()) continue;
            taken[key] = nth + 1;
            found.Add((kinds.ElementAt(nth), inline ? line[..colon] : line, i, inline));
        }

        var sections = new List<ResumeSection> { new(CvSectionKind.Header, "", -1, 0, found.Count > 0 ? found[0].Line : Lines.Count) };
        for (var i = 0; i < found.Count; i++)
        {
            var (kind, heading, line, inline) = found[i];
            sections.Add(new ResumeSection(kind, heading, line, inline ? line : line + 1, i + 1 < found.Count ? found[i + 1].Line : Lines.Count));
        }
        return sections;
    }

    private List<ResumeItem> FindItems()
    {
        var items = new List<ResumeItem>();
        foreach (var section in Sections)
        {
            for (var i = section.First; i < section.End;)
            {
                var indent = Indent(Lines[i]);
                var marker = MarkerLength(Lines[i].AsSpan(indent));
                if (marker == 0)
                {
                    i++;
                    continue;
                }
                var first = i++;
                while (i < section.End && Wraps(Lines[i], indent)) i++;
                var prefix = Lines[first][..(indent + marker)];
                var text = Words.Squeeze(string.Join(' ', Lines.Skip(first).Take(i - first))[prefix.Length..]);
                if (text.Length > 0) items.Add(new ResumeItem(section.Kind, first, i, prefix, text));
            }
        }
        return items;
    }

    // A line below a bullet goes on with it when it is set in, or starts small where nothing is set in.
    private static bool Wraps(string line, int bulletIndent)
    {
        var indent = Indent(line);
        if (indent == line.Length || MarkerLength(line.AsSpan(indent)) > 0) return false;
        return indent > bulletIndent || (indent == bulletIndent && char.IsLower(line[indent]));
    }

    internal static int Indent(string line)
    {
        var indent = 0;
        while (indent < line.Length && char.IsWhiteSpace(line[indent])) indent++;
        return indent;
    }

    /// <summary>Length of the bullet and the space behind it at the start of <paramref name="line"/>; 0 when there is none.</summary>
    internal static int MarkerLength(ReadOnlySpan<char> line)
    {
        if (line.Length < 2 || !Bullets.Contains(line[0]) || !char.IsWhiteSpace(line[1])) return 0;
        var length = 2;
        while (length < line.Length && char.IsWhiteSpace(line[length])) length++;
        return length;
    }
}
