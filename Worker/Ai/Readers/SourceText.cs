using System.Text;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Ai.Readers;

/// <summary>
/// The document that a model read. It tells whether a value of the answer stands in it, word for word; case, accents, punctuation, spaces and
/// line breaks do not count. A model may invent a value, and a document may tell the model to do so.
/// </summary>
internal sealed class SourceText
{
    private readonly string _key;
    private readonly List<bool> _starts = [];
    private readonly TermIndex _terms;
    private readonly HashSet<string> _skills;
    private readonly List<DateRange> _ranges;

    public SourceText(string text)
    {
        var key = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            while (i < text.Length && IsOfWord(text[i]))
            {
                i++;
            }

            string word = Words.Key(text[start..i]);
            for (int at = 0; at < word.Length; at++)
            {
                _starts.Add(at == 0);
            }

            key.Append(word);
            i += i == start ? 1 : 0;
        }

        _key = key.ToString();
        _terms = new TermIndex(text);
        _skills = SkillLexicon.Builtin.Find(text).Select(mention => mention.Skill.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _ranges = [.. TextLines.Split(text).SelectMany(DateRangeReader.Find)];
    }

    /// <summary>How many values were not found.</summary>
    public int Missing { get; private set; }

    /// <summary>The value, or null when the document does not contain it.</summary>
    public string? Keep(string? value) => Keep(value, Has);

    /// <summary>The values that the document contains, each once.</summary>
    public IReadOnlyList<string> Keep(IEnumerable<string> values) =>
        [.. values.Select(Keep).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>A person's name. Its words may stand in another order: "DUPONT Jean".</summary>
    public string? KeepName(string? name) => Keep(name, value =>
    {
        string[] words = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(0, words.Length).Any(first => Has(string.Join(' ', words.Skip(first).Concat(words.Take(first)))));
    });

    /// <summary>A web address. The scheme may be missing in the document.</summary>
    public string? KeepLink(string? link) =>
        Keep(link, value => Has(value[(value.IndexOf("://", StringComparison.Ordinal) is var at and > 0 ? at + 3 : 0)..]));

    /// <summary>A skill, also in the usual spelling that the document abbreviates: "JavaScript" for "JS".</summary>
    public string? KeepSkill(string? skill) => Keep(
        skill,
        value => _terms.Contains(value) || (SkillLexicon.Builtin.Lookup(value) is { } known ? _skills.Contains(known.Name) : !value.Any(c => c is '+' or '#') && Has(value)));

    /// <summary>A month or year. A month that the document does not give is left out; a year that it does not contain leaves nothing.</summary>
    public YearMonth? Keep(YearMonth? date)
    {
        if (date is not { } d)
        {
            return null;
        }

        var moments = _ranges.SelectMany(range => new[] { range.Start, range.End }).OfType<YearMonth>();
        bool year = false;
        foreach (var moment in moments.Where(moment => moment.Year == d.Year))
        {
            year = true;
            if (moment.Month == d.Month)
            {
                return d;
            }
        }

        if (year || Has($"{d.Year}"))
        {
            return d with { Month = null };
        }

        Missing++;
        return null;
    }

    /// <summary>Whether a period with this start, or any when the document names none with it, lasts until today.</summary>
    public bool IsCurrent(YearMonth? start)
    {
        var same = _ranges.Where(range => start is { } s && range.Start is { } r && r.Year == s.Year).ToList();
        return (same.Count > 0 ? same : _ranges).Exists(range => range.Current);
    }

    /// <summary>The end of the first period with this start that has one.</summary>
    public YearMonth? EndOf(YearMonth? start) =>
        start is { } s ? _ranges.Where(range => range.Start is { } r && r.Year == s.Year).Select(range => range.End).FirstOrDefault(end => end is not null) : null;

    private string? Keep(string? value, Func<string, bool> has)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        if (has(value))
        {
            return value.Trim();
        }

        Missing++;
        return null;
    }

    /// <summary>Whether the value's letters and digits are those of whole words of the document that follow each other.</summary>
    private bool Has(string value)
    {
        string key = Words.Key(value);
        for (int at = 0; key.Length > 0 && (at = _key.IndexOf(key, at, StringComparison.Ordinal)) >= 0; at++)
        {
            int end = at + key.Length;
            if (_starts[at] && (end == _key.Length || _starts[end]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is >= '\u0300' and <= '\u036F' || Words.IsInvisible(c);
}
