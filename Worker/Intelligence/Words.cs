using System.Text;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>One word of a text.</summary>
/// <param name="Text">Folded: lower case, no diacritics, no ligatures (<c>c++</c>, <c>node.js</c>, <c>40%</c>, <c>10m+</c>).</param>
/// <param name="Start">Offset in the source text.</param>
/// <param name="Length">Number of characters in the source text.</param>
/// <param name="Breaks">Whether punctuation or a column gap stands before the word, so that the word can't continue a phrase.</param>
public readonly record struct Word(string Text, int Start, int Length, bool Breaks)
{
    public bool HasDigit => Text.Any(char.IsAsciiDigit);
}

/// <summary>Cuts text into comparable words in one pass, independent of the language.</summary>
public static class Words
{
    public static List<Word> Of(string text)
    {
        var words = new List<Word>();
        var folded = new StringBuilder();
        var breaks = true;
        for (var i = 0; i < text.Length;)
        {
            if (!Begins(text, i))
            {
                breaks |= Separates(text, i);
                i++;
                continue;
            }
            var start = i;
            folded.Clear();
            while (i < text.Length && Continues(text, start, i)) Fold(text[i++], folded);
            if (folded.Length == 0) continue;
            words.Add(new Word(folded.ToString(), start, i - start, breaks));
            breaks = false;
        }
        return words;
    }

    /// <summary>Only letters and digits: texts with equal keys differ only in case, accents, spaces and punctuation.</summary>
    public static string Key(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
            if (char.IsLetterOrDigit(c)) Fold(c, key);
        return key.ToString();
    }

    /// <summary>Replaces every run of white space by one space, and removes it at the ends.</summary>
    public static string Squeeze(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static string Capitalise(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Characters that are invisible and hide words from search: zero-width marks, soft hyphens, byte order marks.</summary>
    public static bool IsInvisible(char c) => c is '\u00AD' or '\uFEFF' or '\u2060' or (>= '\u200B' and <= '\u200F');

    private static bool IsWordChar(char c) => char.IsLetterOrDigit(c) || c is >= '\u0300' and <= '\u036F' || IsInvisible(c);

    // ".NET" begins with a dot. No other punctuation begins a word.
    private static bool Begins(string text, int i) =>
        char.IsLetterOrDigit(text[i])
        || (text[i] == '.' && i + 1 < text.Length && char.IsLetter(text[i + 1]) && (i == 0 || !char.IsLetterOrDigit(text[i - 1]) && text[i - 1] != '.'));

    private static bool Continues(string text, int start, int i)
    {
        var c = text[i];
        if (i == start || IsWordChar(c)) return true;
        var next = i + 1 < text.Length ? text[i + 1] : ' ';
        return c switch
        {
            '.' or '&' => char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(next),
            ',' or '/' => char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(next),
            '+' or '#' or '%' => !char.IsLetterOrDigit(next),
            _ => false,
        };
    }

    private static bool Separates(string text, int i) =>
        text[i] is ',' or ';' or ':' or '|' or '.' or '!' or '?' or '(' or ')' or '[' or ']' or '•' or '·' or '–' or '—'
        || (text[i] == '\t' && i > 0 && !char.IsWhiteSpace(text[i - 1]))
        // Two spaces are a column gap, except in the indent of a wrapped line.
        || (text[i] == ' ' && i > 1 && text[i - 1] == ' ' && !char.IsWhiteSpace(text[i - 2]));

    // Normalize() does nothing under invariant globalization, so the letters of Western European languages are folded here.
    private static void Fold(char c, StringBuilder into)
    {
        if (char.IsAscii(c))
        {
            into.Append(char.ToLowerInvariant(c));
            return;
        }
        if (IsInvisible(c) || c is >= '\u0300' and <= '\u036F') return;
        var lower = char.ToLowerInvariant(c);
        _ = lower switch
        {
            'à' or 'á' or 'â' or 'ã' or 'ä' or 'å' => into.Append('a'),
            'ç' => into.Append('c'),
            'è' or 'é' or 'ê' or 'ë' => into.Append('e'),
            'ì' or 'í' or 'î' or 'ï' => into.Append('i'),
            'ñ' => into.Append('n'),
            'ò' or 'ó' or 'ô' or 'õ' or 'ö' or 'ø' => into.Append('o'),
            'ù' or 'ú' or 'û' or 'ü' => into.Append('u'),
            'ý' or 'ÿ' => into.Append('y'),
            'œ' => into.Append("oe"),
            'æ' => into.Append("ae"),
            'ß' => into.Append("ss"),
            'ﬀ' => into.Append("ff"),
            'ﬁ' => into.Append("fi"),
            'ﬂ' => into.Append("fl"),
            'ﬃ' => into.Append("ffi"),
            'ﬄ' => into.Append("ffl"),
            'ﬅ' or 'ﬆ' => into.Append("st"),
            _ => into.Append(lower),
        };
    }
}
