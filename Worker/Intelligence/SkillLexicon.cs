using System.Reflection;

namespace AspireStreaming.Worker.Intelligence;

/// <param name="Name">Canonical name.</param>
/// <param name="Category">Section of the lexicon; <c>soft</c> for soft skills.</param>
public sealed record Skill(string Name, string Category)
{
    public bool IsSoft => Category == "soft";
}

/// <param name="Start">Index of the first character in the searched text.</param>
public readonly record struct SkillMention(Skill Skill, int Start, int Length);

/// <summary>
/// The skills that are known by name. Finds their mentions in a text. Immutable and safe to share.
/// A trie over the folded aliases. The search walks it once from each word start, for the longest alias: the time is linear in the text.
/// </summary>
public sealed class SkillLexicon
{
    private static readonly Lazy<SkillLexicon> Embedded = new(() =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Intelligence/skills.txt")!;
        using var reader = new StreamReader(stream);
        return Parse(reader);
    });

    private readonly Node _root = new();
    private readonly List<Skill> _skills = [];

    private SkillLexicon() { }

    /// <summary>The lexicon that comes with the product (<c>Data/skills.txt</c>).</summary>
    public static SkillLexicon Builtin => Embedded.Value;

    public IReadOnlyList<Skill> Skills => _skills;

    /// <summary>Reads the format that is described at the head of <c>Data/skills.txt</c>.</summary>
    public static SkillLexicon Parse(TextReader source)
    {
        var lexicon = new SkillLexicon();
        var category = "";
        while (source.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '[') { category = line.Trim('[', ']'); continue; }
            lexicon.AddLine(line, category);
        }

        return lexicon;
    }

    /// <summary>Mentions from left to right, without overlap, soft skills included.</summary>
    public IReadOnlyList<SkillMention> Find(string text)
    {
        var found = new List<SkillMention>();
        for (var i = 0; i < text.Length;)
        {
            if (IsStart(text, i) && LongestAt(text, i) is { } mention)
            {
                found.Add(mention);
                i += mention.Length;
            }
            else i++;
        }

        return found;
    }

    /// <summary>The skill that the whole text names; else null.</summary>
    public Skill? Lookup(string name)
    {
        var node = _root;
        foreach (var c in Key(name))
        {
            if (!node.Next.TryGetValue(c, out var next)) return null;
            node = next;
        }

        return node.Skill;
    }

    private SkillMention? LongestAt(string text, int start)
    {
        SkillMention? best = null;
        var node = _root;
        for (var i = start; i < text.Length; i++)
        {
            var c = Separator(text[i]) ? ' ' : TextFold.Fold(text[i]);
            if (c == ' ' && !OneGap(text, ref i)) break;
            if (!node.Next.TryGetValue(c, out node!)) break;
            if (node.Skill is null || node.Skill.Name.Length == 0) continue;
            var end = SkillContext.EndOf(text, start, i + 1);
            if (end > 0 && SkillContext.Allows(node.Spelling, node.Exact, text, start, end)) best = new SkillMention(node.Skill, start, end - start);
        }

        return best;
    }

    private static bool IsStart(string text, int at)
    {
        var c = text[at];
        if (c == '.') return at + 1 < text.Length && char.IsLetter(text[at + 1]) && (at == 0 || !char.IsLetterOrDigit(text[at - 1]));
        return char.IsLetterOrDigit(c) && (at == 0 || !char.IsLetterOrDigit(text[at - 1]));
    }

    // A phrase may continue on the next line, but not across an empty line or a gap between columns.
    private static bool OneGap(string text, ref int i)
    {
        var start = i;
        var breaks = 0;
        while (i < text.Length && (Separator(text[i])))
        {
            if (text[i] == '\n') breaks++;
            i++;
        }

        i--;
        return breaks <= 1 && (breaks == 1 || i - start < 2);
    }

    private static bool Separator(char c) => c is ' ' or '-' or '_' or '\n' or '\t';

    private void AddLine(string line, string category)
    {
        var bar = line.IndexOf(" | ", StringComparison.Ordinal);
        var head = bar < 0 ? line : line[..bar];
        var aliases = bar < 0 ? [] : line[(bar + 3)..].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var skill = new Skill(head.TrimStart('=', '!').Trim(), category);
        _skills.Add(skill);
        foreach (var alias in aliases) Add(alias, skill);
        Add(head, skill);
    }

    private void Add(string alias, Skill skill)
    {
        var exact = alias[0] switch { '=' => Exactness.Case, '!' => Exactness.CaseAndContext, _ => Exactness.None };
        var spelling = exact == Exactness.None ? alias : alias[1..];
        var node = _root;
        foreach (var c in Key(spelling))
        {
            if (!node.Next.TryGetValue(c, out var next)) node.Next[c] = next = new Node();
            node = next;
        }

        // The first spelling stays: a marked alias takes precedence over the unmarked canonical name.
        if (node.Skill is not null) return;
        node.Skill = skill;
        node.Spelling = spelling;
        node.Exact = exact;
    }

    private static string Key(string alias) =>
        new([.. TextLines.FoldSpaces(alias).Select(c => Separator(c) ? ' ' : TextFold.Fold(c))]);

    private sealed class Node
    {
        public Dictionary<char, Node> Next { get; } = [];
        public Skill? Skill { get; set; }
        public string Spelling { get; set; } = "";
        public Exactness Exact { get; set; }
    }
}
