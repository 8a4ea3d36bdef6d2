using System.Collections.Frozen;
using System.Reflection;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Reads the word lists in <c>Data</c>: lines of folded words, <c>[kind]</c> above the words of a kind, <c>#</c> for remarks.</summary>
internal static class WordList
{
    /// <returns>The words of each kind; the kind of words above the first kind is the empty string.</returns>
    public static FrozenDictionary<string, FrozenSet<string>> Load(string file, char separator = ' ')
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Intelligence/{file}")!;
        using var reader = new StreamReader(stream);
        var kinds = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var kind = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            if (line.StartsWith('[')) { kind = line.Trim('[', ']'); continue; }
            if (!kinds.TryGetValue(kind, out var words)) kinds[kind] = words = new HashSet<string>(StringComparer.Ordinal);
            words.UnionWith(TextFold.Fold(line).Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        return kinds.ToFrozenDictionary(k => k.Key, k => k.Value.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
