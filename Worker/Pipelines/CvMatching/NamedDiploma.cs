using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>
/// A diploma that a trade asks for by its name, as in "Diplôme d'État d'infirmier" or "CAP Cuisine": neither another diploma of its kind nor
/// a degree of its level replaces it.
/// </summary>
internal sealed partial class NamedDiploma
{
    // "infirmier" and "infirmière", "cuisine" and "cuisinier".
    private const int CommonLetters = 6;

    private static readonly (string Kind, Regex Mention)[] Kinds =
        [("état", State()), ("cap", Cap()), ("bep", Bep()), ("bac pro", BacPro()), ("capes", Capes()), ("agrégation", Aggregation()), ("capa", Bar())];

    private static readonly (string Short, string Long)[] Abbreviations =
    [
        ("IDE", "diplôme d'État d'infirmier"), ("DEI", "diplôme d'État d'infirmier"), ("DEAS", "diplôme d'État d'aide-soignant"), ("DEAP", "diplôme d'État d'auxiliaire de puériculture"),
        ("DEES", "diplôme d'État d'éducateur spécialisé"), ("DEME", "diplôme d'État de moniteur éducateur"), ("DEAES", "diplôme d'État d'accompagnant éducatif"),
        ("DEASS", "diplôme d'État d'assistant social"),
    ];

    private readonly HashSet<string> _kinds;
    private readonly List<string> _subject;

    private NamedDiploma(HashSet<string> kinds, List<string> subject) => (_kinds, _subject) = (kinds, subject);

    /// <returns>Null when the text names no such diploma.</returns>
    public static NamedDiploma? Asked(string text)
    {
        string whole = WrittenOut(text);
        return KindsOf(whole).ToHashSet(StringComparer.Ordinal) is { Count: > 0 } kinds ? new NamedDiploma(kinds, Subject(whole)) : null;
    }

    /// <summary>The sentences of a CV that name this diploma.</summary>
    public IEnumerable<string> In(IEnumerable<string> sentences) => sentences.Where(sentence =>
    {
        string whole = WrittenOut(sentence);
        return _kinds.Overlaps(KindsOf(whole)) && Words.Of(whole).Select(w => w.Text).ToList() is var words
            && _subject.Count(s => words.Exists(word => IsAlike(word, s))) * 2 >= _subject.Count;
    });

    /// <summary>The sentences of a CV that name any such diploma.</summary>
    public static IEnumerable<string> OthersIn(IEnumerable<string> sentences) => sentences.Where(sentence => KindsOf(WrittenOut(sentence)).Any());

    private static IEnumerable<string> KindsOf(string text) => Kinds.Where(kind => kind.Mention.IsMatch(text)).Select(kind => kind.Kind);

    private static string WrittenOut(string text) => Short().Replace(text.Replace('’', '\''), found => Abbreviations.First(a => a.Short == found.Value).Long);

    private static List<string> Subject(string text) =>
        [.. Words.Of(Around().Replace(text, " ")).Select(w => w.Text).Where(word => Lexicon.IsTelling(word) && !word.Any(char.IsDigit)).Distinct()];

    private static bool IsAlike(string a, string b) => a == b || (a.Length >= CommonLetters && b.Length >= CommonLetters && a.AsSpan(0, CommonLetters).SequenceEqual(b.AsSpan(0, CommonLetters)));

    [GeneratedRegex(@"(?<!\p{L})(?:IDE|DEI|DEAS|DEAP|DEES|DEME|DEAES|DEASS)(?!\p{L})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Short();

    [GeneratedRegex(@"(?<!\p{L})dipl[ôo]m[ée]e?s?\s+d'\s?[ée]tat(?!\p{L})|(?<!\p{L})D\.?E\.?\s+d(?:'|e\s)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex State();

    [GeneratedRegex(@"(?<!\p{L})C\.?A\.?P\.?(?!\p{L})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cap();

    [GeneratedRegex(@"(?<!\p{L})B\.?E\.?P\.?(?!\p{L})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bep();

    [GeneratedRegex(@"(?<!\p{L})bac(?:calaur[ée]at)?\s+pro(?:fessionnel)?(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BacPro();

    [GeneratedRegex(@"(?<!\p{L})CAPES(?!\p{L})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Capes();

    [GeneratedRegex(@"(?<!\p{L})agr[ée]gation(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Aggregation();

    [GeneratedRegex(@"(?<!\p{L})(?:CAPA|certificat\sd'aptitude\sà\sla\sprofession\sd'avocat)(?!\p{L})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bar();

    // What a line says around the name of a diploma.
    [GeneratedRegex(
        @"(?<!\p{L})(?:dipl[ôo]m[ée]e?s?|d'\s?[ée]tat|[ée]tat|D\.?E\.?|C\.?A\.?P\.?|B\.?E\.?P\.?|bac(?:calaur[ée]at)?|pro(?:fessionnel)?|CAPES|agr[ée]gation|CAPA|requis|exigé|obligatoire|impératif|indispensable|nécessaire|titulaire|formation|niveau|obtenu|minimum|vous|êtes|possédez|avez|souhaité)(?:e|es|s)?(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Around();
}
