namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>A line of the skills section that lists several skills: <c>"  Languages: Python, Go"</c>.</summary>
/// <param name="Prefix">Indent, bullet and label as written.</param>
/// <param name="IsLabelled">Whether a label limits the possible items of the line.</param>
internal sealed record SkillList(int Line, string Prefix, bool IsLabelled, string Separator, IReadOnlyList<string> Items)
{
    private static readonly char[] Delimiters = [',', ';', '|', '•', '·'];

    // A longer line may have been wrapped in the middle of an item.
    private const int SurelyUnwrapped = 60;

    public string Write(IEnumerable<string> items) => Prefix + string.Join(Separator, items);

    /// <summary>The lists that can be reordered without damage to a sentence, a column or a wrapped item.</summary>
    public static List<SkillList> Find(ResumeText resume, ResumeSection section)
    {
        var lists = new List<SkillList>();
        for (var i = section.First; i < section.End; i++)
            if (Read(resume.Lines[i], i) is { } list && !RunsOn(resume, section, i)) lists.Add(list);
        return lists;
    }

    private static SkillList? Read(string line, int at)
    {
        var start = ResumeText.Indent(line);
        start += ResumeText.MarkerLength(line.AsSpan(start));
        var body = line[start..];
        var colon = body.IndexOf(':', StringComparison.Ordinal);
        var labelled = colon is > 0 and < 40;
        if (labelled) start += colon + 1 + ResumeText.Indent(body[(colon + 1)..]);
        body = line[start..].TrimEnd();
        if (body.Contains('\t', StringComparison.Ordinal) || body.Contains("   ", StringComparison.Ordinal)) return null;

        var delimiter = Delimiters.MaxBy(d => body.Count(c => c == d));
        var items = Cut(body, delimiter);
        if (items.Count < 2 || !items.TrueForAll(IsItem)) return null;
        var first = body.IndexOf(delimiter, StringComparison.Ordinal);
        var separator = (first > 0 && body[first - 1] == ' ' ? " " : "") + delimiter + (first + 1 < body.Length && body[first + 1] == ' ' ? " " : "");
        return new SkillList(at, line[..start], labelled, separator, items);
    }

    // Commas within parentheses belong to the item: "AWS (EC2, S3)".
    private static List<string> Cut(string body, char delimiter)
    {
        var items = new List<string>();
        int depth = 0, from = 0;
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '(') depth++;
            else if (body[i] == ')') depth = Math.Max(0, depth - 1);
            else if (body[i] == delimiter && depth == 0)
            {
                items.Add(body[from..i].Trim());
                from = i + 1;
            }
        }
        items.Add(body[from..].Trim());
        return items;
    }

    private static bool IsItem(string item)
    {
        if (item.Length is 0 or > 60 || item[^1] == '.') return false;
        var words = item.Split(' ', 8);
        return words.Length <= 6 && !Array.Exists(words, w => w.ToLowerInvariant() is "and" or "et" or "in" or "en" or "with" or "avec" or "or" or "ou");
    }

    private static bool RunsOn(ResumeText resume, ResumeSection section, int line) =>
        (line + 1 < section.End && Flows(resume.Lines[line], resume.Lines[line + 1])) || (line > section.First && Flows(resume.Lines[line - 1], resume.Lines[line]));

    private static bool Flows(string line, string next)
    {
        line = line.TrimEnd();
        next = next.TrimStart();
        if (line.Length == 0 || next.Length == 0 || ResumeText.MarkerLength(next) > 0) return false;
        if (Delimiters.Contains(line[^1]) || char.IsLower(next[0])) return true;
        return line.Length >= SurelyUnwrapped && !next.Contains(':', StringComparison.Ordinal);
    }
}
