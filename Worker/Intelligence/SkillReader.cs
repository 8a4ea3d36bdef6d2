using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>The skills of a text: skills of the lexicon anywhere in the text, and other skills that a skills section lists.</summary>
internal sealed partial class SkillReader(SkillLexicon lexicon)
{
    private const int MaxSkills = 200;

    /// <summary>Canonical names in order of first mention, each once.</summary>
    public (IReadOnlyList<string> Hard, IReadOnlyList<string> Soft) Read(IReadOnlyList<CvSection> sections)
    {
        var hard = new List<string>();
        var soft = new List<string>();
        // Hobbies and spoken languages are not skills for work.
        foreach (var section in sections.Where(s => s.Kind is not (CvSectionKind.Interests or CvSectionKind.Languages)))
        {
            Known(string.Join('\n', section.Lines.Select(ContactReader.WithoutAddresses)), hard, soft);
            if (section.Kind == CvSectionKind.Skills) foreach (var line in section.Lines) Listed(ContactReader.WithoutAddresses(line), hard, soft);
        }

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

    // "Frameworks: Foo, Bar (expert)" names two skills, known or not; a sentence names none.
    private void Listed(string line, List<string> hard, List<string> soft)
    {
        var text = TextLines.WithoutBullet(line);
        var label = Label().Match(text);
        if (label.Success) text = text[label.Length..];
        if (SpokenLanguageReader.Mentions(text)) return;
        var items = Separators().Split(Asides().Replace(text, " "));
        // One long phrase, or a line of a wrapped sentence, is no list.
        if (items.Length == 1 && (text.Split(' ').Length > 4 || text.EndsWith('.'))) return;
        foreach (var raw in items)
        {
            var item = TextLines.FoldSpaces(Level().Replace(raw, "")).Trim(' ', '.', '-', '–', ':', '*', '_', '"', '\'');
            if (!IsItem(item) || lexicon.Find(item).Count > 0) continue;
            if (soft.Concat(hard).Any(s => string.Equals(s, item, StringComparison.OrdinalIgnoreCase))) continue;
            Add(hard, item);
        }
    }

    private static bool IsItem(string item)
    {
        if (item.Length is < 2 or > 40 || !item.Any(char.IsLetter) || !char.IsLetterOrDigit(item[0])) return false;
        var words = item.Split(' ');
        if (words.Length > 4 || (char.IsDigit(item[0]) && item.Count(char.IsLetter) < 3) || item.Contains('@', StringComparison.Ordinal) || NotItem().IsMatch(item) || DateRangeReader.Any(item)) return false;
        return SectionHeadings.KindOf(item) is null && !JobTitles.HasRole(item);
    }

    private static void Add(List<string> skills, string name)
    {
        if (skills.Count < MaxSkills && !skills.Contains(name, StringComparer.OrdinalIgnoreCase)) skills.Add(name);
    }

    [GeneratedRegex(@"^[\p{L}\p{N} &/'+.#\-]{2,45}\s?[:–]\s+|^[\p{L} &/'\-]{2,45}:\s*", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Label();

    [GeneratedRegex(@"[,;|•·●▪■◆♦]|\s{2,}|\s/\s|\s[–—-]\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"\([^()]{0,80}\)|[★☆✩⭐●○◉▮▯█░]+|\d{1,3}\s?%|\d\s?/\s?(?:5|10)\b", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Asides();

    [GeneratedRegex(@"(?<!\p{L})(?:expert|advanced|intermediate|beginner|basic|proficient|avancé|intermédiaire|débutant|notions|maîtrise|confirmé|bases?|good|excellent|\d{1,2}\+?\s?(?:years?|ans|yrs)|niveau)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Level();

    [GeneratedRegex(@"^(?:and|et|or|ou|the|a|an|les?|la|des|un|une|with|avec|in|en|of|to|for|pour|etc|ability|able|capable|capacité|bonne?|very|très|strong|knowledge|using|such|including|dont|other|autres?)(?:\s|$)|[.!?:@]\s|\d{4,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex NotItem();
}
