using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Embeddings;

/// <summary>Puts the English word for each French word of <c>french.txt</c>, for a model that was trained on English.</summary>
internal static partial class FrenchGlossary
{
    private static readonly FrozenDictionary<string, string> English = Load();

    /// <param name="text">A French text, folded.</param>
    public static string ToEnglish(string text) => Word().Replace(text, word => English.GetValueOrDefault(Singular(word.Value), word.Value));

    // "logistics: logistique"
    private static FrozenDictionary<string, string> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Embeddings/french.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(": ", 2))
            .SelectMany(entry => entry[1].Split(' ').Select(french => KeyValuePair.Create(Singular(french), entry[0])))
            .DistinctBy(pair => pair.Key, StringComparer.Ordinal) // the first line of a word counts
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string Singular(string word) => word[^1] is 's' or 'x' ? word[..^1] : word;

    [GeneratedRegex(@"\p{L}+(?:-\p{L}+)*", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Word();
}
