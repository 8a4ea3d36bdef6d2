using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>Words in the form for comparison: without case, accents and plural endings.</summary>
internal static partial class Words
{
    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "le", "la", "les", "un", "une", "des", "du", "de", "et", "ou", "a", "au", "aux", "en", "dans", "pour", "par", "sur", "avec", "sans", "que", "qui",
        "quoi", "est", "sont", "il", "elle", "ils", "on", "je", "nous", "vous", "ce", "cet", "cette", "ces", "son", "sa", "ses", "ne", "pas", "plus", "afin",
        "quel", "quelle", "quels", "quelles", "comment", "pourquoi", "combien", "quand", "se", "y", "t", "d", "l", "s", "n", "c", "j", "qu", "tant", "veux",
        "the", "an", "of", "to", "in", "for", "with", "without", "by", "from", "as", "is", "are", "be", "it", "its", "this", "that", "these", "and", "or",
        "what", "which", "who", "how", "why", "when", "where", "do", "does", "did", "can", "could", "should", "i", "we", "you", "my", "our", "your", "so",
        "want", "there", "any", "all", "tout", "tous", "toute", "toutes", "have", "has", "at", "if", "not", "no", "si", "alors", "etant", "donne",
        "given", "then", "peut", "peux", "doit", "must", "will", "was", "were", "been", "about", "fait", "faire",
    };

    /// <summary>All words, folded.</summary>
    public static IEnumerable<string> All(string text)
    {
        foreach (Match word in Word().Matches(TextFold.Fold(text)))
        {
            yield return word.Value;
        }
    }

    /// <summary>The stems of the words that carry meaning.</summary>
    public static HashSet<string> Stems(string text) =>
        [.. All(text).SelectMany(w => w.Split('\'', '-')).Where(w => w.Length > 1 && !Common.Contains(w)).Select(Stem)];

    public static string Stem(string word)
    {
        string stem = word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal) ? $"{word[..^3]}y"
            : word.Length > 3 && word[^1] is 's' or 'x' && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1]
            : word;
        return stem.Length > 4 && stem[^1] == 'e' ? stem[..^1] : stem;
    }

    /// <summary>Whether two texts have the same meaning, such as titles that differ only in articles, case, accents or number.</summary>
    public static bool Same(string one, string other) => Stems(one) is { Count: > 0 } stems && stems.SetEquals(Stems(other));

    [GeneratedRegex(@"[\p{L}\p{Nd}]+(?:['\-][\p{L}\p{Nd}]+)*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
