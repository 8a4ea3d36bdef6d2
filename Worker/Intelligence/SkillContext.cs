namespace AspireStreaming.Worker.Intelligence;

/// <summary>How strictly an alias is matched: see the head of <c>Data/skills.txt</c>.</summary>
internal enum Exactness { None, Case, CaseAndContext }

/// <summary>Checks whether a word is a skill in its context: "C" is no skill in "C++", "Go" is no skill in "Go to market".</summary>
internal static class SkillContext
{
    private static readonly HashSet<string> WordsBefore = new(StringComparer.Ordinal)
    {
        "in", "with", "and", "or", "using", "of", "via", "en", "avec", "et", "ou", "sur", "sous", "de", "le", "langage", "langages", "language", "languages",
        "like", "comme", "framework", "logiciel", "logiciels", "outil", "outils", "on", "is", "maitrise", "advanced", "basic",
    };

    private static readonly HashSet<string> WordsAfter = new(StringComparer.Ordinal)
    {
        "and", "or", "et", "ou", "programming", "developer", "engineer", "developpeur", "language", "development", "code", "for", "pour", "with", "avec",
        "packages", "scripts", "services", "microservices",
    };

    /// <summary>The end of the mention, including a version number without a space ("Java8", not "PHP 7"); -1 when the word continues.</summary>
    public static int EndOf(string text, int start, int end)
    {
        if (end >= text.Length) return end;
        var length = end - start;
        var next = text[end];
        if (char.IsLetter(next)) return -1;
        if (length <= 2 && next is '+' or '#') return -1;
        if (length <= 3 && next is '-' or '\'' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1])) return -1;
        if (!char.IsDigit(next)) return end;
        if (length < 3 || !char.IsLetter(text[end - 1])) return -1;
        var at = end;
        while (at < text.Length && (char.IsDigit(text[at]) || (text[at] == '.' && at + 1 < text.Length && char.IsDigit(text[at + 1])))) at++;
        return at < text.Length && char.IsLetter(text[at]) ? -1 : at;
    }

    public static bool Allows(string spelling, Exactness exact, string text, int start, int end)
    {
        if (start > 0 && end - start <= 3 && text[start - 1] is '-' or '\'' && start > 1 && char.IsLetter(text[start - 2])) return false;
        if (exact == Exactness.None) return true;
        var written = text.AsSpan(start, Math.Min(spelling.Length, end - start));
        if (!written.SequenceEqual(spelling) && !(spelling.Length > 2 && IsUpper(written) && SameLetters(written, spelling))) return false;
        return exact == Exactness.Case || (Before(text, start) && After(text, start, end));
    }

    private static bool Before(string text, int start)
    {
        var at = start - 1;
        while (at >= 0 && text[at] is ' ' or '\t') at--;
        if (at < 0 || text[at] is ',' or ';' or '/' or '|' or ':' or '(' or '•' or '·' or '\n' or '*' or '-' or '–' or '+' or '▪' or '●') return at < 0 || !SingleLetterList(text, at);
        if (start - 1 - at >= 2) return true;
        var word = WordEndingAt(text, at);
        return WordsBefore.Contains(word) && !(word is "et" or "and" && SingleLetterBefore(text, at - word.Length));
    }

    private static bool After(string text, int start, int end)
    {
        var at = end;
        while (at < text.Length && text[at] is ' ' or '\t') at++;
        if (at >= text.Length || text[at] is ',' or ';' or '/' or '|' or ')' or '(' or '•' or '·' or '\n' or ':' or '*' or '–') return true;
        if (text[at] == '.') return end - start > 1 || at + 1 >= text.Length || text[at + 1] == '\n' || (at + 2 < text.Length && at > 0 && start > 1 && text[start - 2] == ',');
        if (at - end >= 2) return true;
        if (text[at] is '-' or '&') return text[at] == '-' && at > end && at + 1 < text.Length && text[at + 1] == ' ';
        var word = at;
        while (word < text.Length && char.IsLetter(text[word])) word++;
        return WordsAfter.Contains(TextFold.Fold(text[at..word]));
    }

    // "Permis B, C": the letters are classes, not skills.
    private static bool SingleLetterList(string text, int delimiter)
    {
        if (text[delimiter] != ',') return false;
        var at = delimiter - 1;
        return at > 0 && char.IsUpper(text[at]) && text[at] is not ('C' or 'R' or 'D') && !char.IsLetterOrDigit(text[at - 1]);
    }

    private static bool SingleLetterBefore(string text, int at) =>
        at > 1 && text[at] == ' ' && char.IsUpper(text[at - 1]) && text[at - 1] is not ('C' or 'R' or 'D') && !char.IsLetterOrDigit(text[at - 2]);

    private static string WordEndingAt(string text, int at)
    {
        var start = at;
        while (start >= 0 && at - start < 20 && char.IsLetter(text[start])) start--;
        return TextFold.Fold(text[(start + 1)..(at + 1)]);
    }

    private static bool IsUpper(ReadOnlySpan<char> text)
    {
        foreach (var c in text) if (char.IsLower(c)) return false;
        return true;
    }

    private static bool SameLetters(ReadOnlySpan<char> a, string b)
    {
        if (a.Length != b.Length) return false;
        for (var i = 0; i < a.Length; i++) if (TextFold.Fold(a[i]) != TextFold.Fold(b[i])) return false;
        return true;
    }
}
