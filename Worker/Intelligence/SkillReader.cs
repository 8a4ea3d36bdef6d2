using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// The skills of a CV. Listed skills are the items of its skill sections, as written. Known skills are names of the lexicon: what the lists and
/// the texts about the work mention. Names of employers, titles, places, languages and hobbies are no skills.
/// </summary>
internal sealed partial class SkillReader(SkillLexicon lexicon)
{
    private const int MaxSkills = 200;

    /// <summary>As written, in order of first mention, each once.</summary>
    public static IReadOnlyList<string> Listed(IReadOnlyList<CvSection> sections)
    {
        var listed = new List<string>();
        // "Langues et informatique" is a section of both: what its labels call tools are skills.
        foreach (var section in sections.Where(s => s.Kind is CvSectionKind.Skills or CvSectionKind.Languages))
            foreach (var line in Joined(section.Kind == CvSectionKind.Skills ? SkillLabels.Without(section.Lines) : SkillLabels.OfSkills(section.Lines))) Listed(ContactReader.WithoutAddresses(line), listed);
        return listed;
    }

    /// <summary>Canonical names of the lexicon, each once: hard skills, and the soft skills that the lists name.</summary>
    public (IReadOnlyList<string> Hard, IReadOnlyList<string> Soft) Known(IReadOnlyList<CvSection> sections, IReadOnlyList<string> listed, IEnumerable<Position> positions)
    {
        var (hard, soft) = (new List<string>(), new List<string>());
        foreach (var item in listed) Known(item, hard, soft);
        foreach (var item in listed)
            if (lexicon.Find(item).Count == 0) Add(hard, item);
        foreach (var section in sections.Where(s => s.Kind is CvSectionKind.Skills or CvSectionKind.Header or CvSectionKind.Summary or CvSectionKind.Education or CvSectionKind.Certifications or CvSectionKind.Projects or CvSectionKind.Other))
            Known(string.Join('\n', section.Lines.Select(ContactReader.WithoutAddresses)), hard, []);
        foreach (var position in positions) Known(string.Join('\n', position.Highlights.Select(ContactReader.WithoutAddresses)), hard, []);
        return (hard, soft);
    }

    public IReadOnlyList<string> Known(string text)
    {
        var hard = new List<string>();
        Known(ContactReader.WithoutAddresses(text), hard, []);
        return hard;
    }

    private void Known(string text, List<string> hard, List<string> soft)
    {
        foreach (var mention in lexicon.Find(text)) Add(mention.Skill.IsSoft ? soft : hard, mention.Skill.Name);
    }

    // A list that goes on: "Python, Django," and "Flask" below it.
    private static IEnumerable<string> Joined(IReadOnlyList<string> lines)
    {
        var (open, above) = ("", "");
        var longest = lines.Count == 0 ? 0 : lines.Max(l => l.Length);
        foreach (var line in lines)
        {
            // A full line of a list with a name goes on below: "…, Distributed" and "Systems, …".
            var full = above.Length >= Math.Max(60, 0.85 * longest) && above.Contains(',', StringComparison.Ordinal) && line.Length > 0 && !TextLines.IsBullet(line) && !Label().IsMatch(line) && TextLines.Cells(line).Length == 1
                && Label().IsMatch(TextLines.WithoutBullet(open));
            above = line;
            var goesOn = open.Length > 0 && (open.EndsWith(',') || full || (line.Length > 0 && char.IsLower(line.TrimStart()[0]) && !TextLines.IsBullet(line) && open.Contains(',', StringComparison.Ordinal)));
            if (goesOn && open.Length < 2000) { open += " " + line.Trim(); continue; }
            if (open.Length > 0) yield return open;
            open = line.TrimEnd();
        }

        if (open.Length > 0) yield return open;
    }

    // "Frameworks: Foo, Bar (expert)" names two skills, known or not; a sentence names none.
    private static void Listed(string line, List<string> listed)
    {
        var text = TextLines.WithoutBullet(line).Replace("**", "", StringComparison.Ordinal);
        // "Proficient in Excel and Word. Familiar with Sage."
        if (Level().Match(text) is { Success: true, Index: 0 } && Sentence().Split(text) is { Length: > 1 } sentences)
        {
            foreach (var sentence in sentences) Listed(sentence.TrimEnd('.'), listed);
            return;
        }

        // Two groups beside each other: "Languages: Go, Rust    Tools: Git".
        if (TextLines.Cells(text) is { Length: > 1 } cells && cells.Skip(1).All(c => Label().IsMatch(c)))
        {
            foreach (var cell in cells) Listed(cell, listed);
            return;
        }

        if (SpokenLanguageReader.IsOne(text)) return;
        var label = Label().Match(text);
        // "Python: advanced" is a skill with its level.
        if (label.Success) text = LevelOnly().IsMatch(text[label.Length..].Trim()) ? label.Value.TrimEnd(' ', ':', '-', '–') : text[label.Length..];
        var kind = label.Success ? SectionHeadings.KindOf(label.Value.TrimEnd(' ', ':')) : null;
        if (kind == CvSectionKind.Interests || (kind == CvSectionKind.Languages && SpokenLanguageReader.Mentions(text))) return;
        var items = Separators().Split(Asides().Replace(text, m => m.Value.Contains(',', StringComparison.Ordinal) ? ", " + m.Value.Trim('(', ')') + ", " : " "));
        // One long phrase, or a line of a wrapped sentence, is no list.
        if (items.Length == 1 && (text.Split(' ').Length > 6 || (text.EndsWith('.') && text.Split(' ').Length > 3))) return;
        if (items.Length > 1 && items.Max(i => i.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length) > 9) return;
        foreach (var raw in items)
        {
            var item = TextLines.FoldSpaces(Level().Replace(raw, "")).Trim(' ', '-', '–', ':', '*', '_', '"', '\'', ',', ';');
            item = item.TrimEnd('.', '…');
            if (item.StartsWith("and ", StringComparison.OrdinalIgnoreCase) || item.StartsWith("et ", StringComparison.OrdinalIgnoreCase)) item = item[(item.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            if (!IsItem(item) || SpokenLanguageReader.IsOne(item)) continue;
            // "Java and C++" at the end of a list; "research and development" is one skill.
            string[] both = items.Length > 1 || item.Length < raw.Trim().Length - 8 ? And().Split(item) : [item];
            foreach (var one in both.Length == 2 && Array.TrueForAll(both, b => SkillLexicon.Builtin.Find(b).Count > 0) ? both : [item]) Add(listed, one);
        }
    }

    private static bool IsItem(string item)
    {
        if (item.Length is < 1 or > 60 || !item.Any(char.IsLetter) || !(char.IsLetterOrDigit(item[0]) || (item[0] == '.' && item.Length > 2))) return false;
        if (item.Length == 1 && item is not ("C" or "R")) return false;
        var words = item.Split(' ');
        if (words.Length > 6 || (char.IsDigit(item[0]) && item.Count(char.IsLetter) < 2) || item.Contains('@', StringComparison.Ordinal) || NotItem().IsMatch(item) || LevelOnly().IsMatch(item)) return false;
        return !(SectionHeadings.KindOf(item) is { } kind && kind != CvSectionKind.Interests && words.Length > 1 && !item.Any(char.IsLower)) && !DateRangeReader.Any(item);
    }

    private static void Add(List<string> skills, string name)
    {
        if (skills.Count < MaxSkills && !skills.Contains(name, StringComparer.OrdinalIgnoreCase)) skills.Add(name);
    }

    [GeneratedRegex(@"^[\p{L}\p{N} &/'’+.#\-()]{2,45}\s?:\s*|^[\p{L} &/'’]{2,30}\s[–-]\s(?=[^,]{1,40},)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Label();

    [GeneratedRegex(@"(?<=\p{L}{2})\.\s+(?=\p{Lu}\p{Ll})", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\s(?:and|et|&)\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex And();

    [GeneratedRegex(@"[,;|•·●▪■◆♦]|\s{2,}|\s/\s|\s[–—-]\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"\([^()]{0,120}\)|[★☆✩⭐●○◉▮▯█░]+|\d{1,3}\s?%|\d\s?/\s?(?:5|10)\b", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Asides();

    [GeneratedRegex(@"(?<=\S\s+)(?<!\p{L})(?:expert|master|advanced|intermediate|beginner|basic|proficient|avancé|intermédiaire|débutant|notions|confirmé|\d{1,2}\+?\s?(?:years?|ans|yrs))$|^(?:proficient\s(?:in|with)|experienced?\s(?:in|with)|(?:working\s)?experience\s(?:in|with)|knowledge\sof|familiar\swith|fluent\sin|(?:bonne\s)?maîtrise\s(?:de|du|des)|connaissances?\s(?:de|du|des|en))\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Level();

    [GeneratedRegex(@"^(?:expert|advanced|intermediate|beginner|basic|proficient|avancée?|intermédiaire|débutante?|notions|confirmée?|native|fluent|courant|bilingue|skillful|experienced|competent|novice|good|excellent|etc)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LevelOnly();

    [GeneratedRegex(@"^(?:or|ou|the|a|an|les|un|une|etc|ability|able|capable|i|i'm|je|j'ai|my|mon|including|dont)(?:\s|$)|[.!?]\s\p{Lu}|[:@]\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex NotItem();
}
