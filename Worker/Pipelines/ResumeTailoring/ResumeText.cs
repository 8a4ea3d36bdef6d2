using System.Buffers;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>A section of the résumé: a range of lines.</summary>
/// <param name="HeadingLine">Line of the heading, or -1 for the part above the first one.</param>
/// <param name="First">First line of the content; the heading's line if content follows on it ("Skills: Excel, SAP").</param>
/// <param name="End">The line after the last.</param>
public sealed record ResumeSection(CvSectionKind Kind, string Heading, int HeadingLine, int First, int End);

/// <summary>A bulleted item, which may wrap over several lines.</summary>
/// <param name="Prefix">Indent, bullet and space, as written.</param>
/// <param name="Text">Its words on one line, without the bullet.</param>
public sealed record ResumeItem(CvSectionKind Kind, int First, int End, string Prefix, string Text);

/// <summary>The résumé in its author's layout: its lines, and the positions of sections and bullets.</summary>
public sealed partial class ResumeText
{
    private static readonly SearchValues<char> Bullets = SearchValues.Create("-*•●▪■◦○‣–—►▶➢➤✓✔·∙\uF0B7\uF0A7");

    private const int LongestHeading = 400;

    // A text with more sections is no résumé; the rest of the text belongs to the last section.
    private const int MostSections = 100;

    // The most lines of one wording that are checked for one heading.
    private const int MostCandidates = 20;

    private ResumeText(string[] lines) => Lines = lines;

    public IReadOnlyList<string> Lines { get; }
    public IReadOnlyList<ResumeSection> Sections { get; private set; } = [];
    public IReadOnlyList<ResumeItem> Items { get; private set; } = [];

    public ResumeSection? Section(CvSectionKind kind) => Sections.FirstOrDefault(s => s.Kind == kind);

    /// <summary>The text of a section's lines, without its heading.</summary>
    public string Content(ResumeSection section) => string.Join('\n', Lines.Skip(section.First).Take(section.End - section.First));

    /// <summary>Makes one kind of line end from those of every system and from page breaks; removes NUL.</summary>
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

    // Finds the reader's headings in the same order. The line below distinguishes a heading from a label of the same wording
    // ("LANGUAGES", and "Languages: Python" among the skills).
    private List<ResumeSection> FindSections(CvProfile profile)
    {
        var candidates = Candidates(profile);
        var found = new SortedDictionary<int, (CvSectionKind Kind, string Heading, bool Inline)>();
        var cursor = 0;
        foreach (var section in profile.Sections.Where(s => s.Heading.Length > 0))
        {
            if (!candidates.TryGetValue(Words.Key(section.Heading), out var lines)) continue;
            var from = lines.FindIndex(c => c.Line >= cursor);
            if (from < 0) continue;
            if (found.Count == MostSections) break;
            var near = lines.GetRange(from, Math.Min(MostCandidates, lines.Count - from));
            var opening = Words.Key(section.Lines.FirstOrDefault(l => Words.Key(l).Length > 0) ?? "");
            var best = near.FirstOrDefault(c => Opens(c.Line, c.Inline, opening)) ?? near.Find(c => !c.Inline) ?? near[0];
            found[best.Line] = (section.Kind, best.Heading, best.Inline);
            cursor = best.Line + 1;
        }

        // Headings that our edits added occur only in the edited text.
        var speak = Wording.Of(profile);
        foreach (var kind in (CvSectionKind[])[CvSectionKind.Summary, CvSectionKind.Skills])
        {
            if (profile.Sections.Any(s => s.Kind == kind && s.Heading.Length > 0)) continue;
            if (candidates.GetValueOrDefault(Words.Key(speak.Section(kind)))?.Find(c => !c.Inline && !found.ContainsKey(c.Line)) is { } added)
                found[added.Line] = (kind, added.Heading, false);
        }

        var ends = found.Keys.Skip(1).Append(Lines.Count);
        return [new(CvSectionKind.Header, "", -1, 0, found.Count > 0 ? found.Keys.First() : Lines.Count),
            .. found.Zip(ends, (f, end) => new ResumeSection(f.Value.Kind, f.Value.Heading, f.Key, f.Value.Inline ? f.Key : f.Key + 1, end))];
    }

    private sealed record Candidate(int Line, string Heading, bool Inline);

    private Dictionary<string, List<Candidate>> Candidates(CvProfile profile)
    {
        var speak = Wording.Of(profile);
        var wanted = profile.Sections.Select(s => Words.Key(s.Heading)).Where(k => k.Length > 0)
            .Append(Words.Key(speak.Section(CvSectionKind.Summary))).Append(Words.Key(speak.Section(CvSectionKind.Skills))).ToHashSet(StringComparer.Ordinal);
        var candidates = new Dictionary<string, List<Candidate>>(StringComparer.Ordinal);
        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i].Trim();
            if (line.Length is 0 or > LongestHeading) continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var inline = colon > 0 && line.AsSpan(colon + 1).ContainsAnyExcept(" *:");
            var heading = inline ? line[..colon] : line;
            var key = Words.Key(Numbering().Replace(heading, ""));
            if (!wanted.Contains(key)) continue;
            if (!candidates.TryGetValue(key, out var lines)) candidates[key] = lines = [];
            lines.Add(new Candidate(i, heading, inline));
        }
        return candidates;
    }

    private bool Opens(int line, bool inline, string opening)
    {
        if (opening.Length == 0) return !inline;
        if (inline) return Words.Key(Lines[line][(Lines[line].IndexOf(':', StringComparison.Ordinal) + 1)..]) == opening;
        for (var i = line + 1; i < Math.Min(Lines.Count, line + 5); i++)
            if (Words.Key(Lines[i]) is { Length: > 0 } next) return next == opening;
        return false;
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

    // A line below a bullet continues it when it is indented more, or has the same indent and starts in lower case.
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

    /// <summary>Length of the bullet and the space after it at the start of <paramref name="line"/>; 0 when there is no bullet.</summary>
    internal static int MarkerLength(ReadOnlySpan<char> line)
    {
        if (line.Length < 2 || !Bullets.Contains(line[0]) || !char.IsWhiteSpace(line[1])) return 0;
        var length = 2;
        while (length < line.Length && char.IsWhiteSpace(line[length])) length++;
        return length;
    }

    // "1. Skills", "III - Formation"
    [GeneratedRegex(@"^\W{0,4}(?:\d{1,2}|[IVX]{1,4})\s?[.)\-–]\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbering();
}
