namespace AspireStreaming.Worker.Intelligence;

/// <summary>Folds to lower case without accents, one character for one, so that a position in the folded text is the same in the text.</summary>
internal static class TextFold
{
    // A table is used, because Unicode decomposition is not reliable with the invariant culture of the process.
    private const string Accented = "àáâãäåāăąçćčďđèéêëēėęěğìíîïīįıłñńňòóôõöøōőŕřśşšșťțùúûüūůűųýÿžźż";
    private const string Plain = "aaaaaaaaacccddeeeeeeeegiiiiiiilnnnoooooooorrssssttuuuuuuuuyyzzz";

    public static char Fold(char c)
    {
        if (c < 128) return char.ToLowerInvariant(c);
        if (c == '’') return '\'';
        c = char.ToLowerInvariant(c);
        var at = Accented.IndexOf(c);
        return at < 0 ? c : Plain[at];
    }

    public static string Fold(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = Fold(source[i]);
    });
}
