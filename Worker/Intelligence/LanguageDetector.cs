namespace AspireStreaming.Worker.Intelligence;

/// <summary>Detects English or French by the words that only one of the two uses often.</summary>
public static class LanguageDetector
{
    private static readonly HashSet<string> French = new(StringComparer.Ordinal)
    {
        "le", "la", "les", "des", "du", "et", "en", "un", "une", "pour", "dans", "avec", "au", "aux", "sur", "par", "chez", "depuis", "ans", "est",
        "nous", "vous", "votre", "notre", "formation", "formations", "competences", "professionnelle", "professionnelles", "langues",
        "diplome", "diplomes", "loisirs", "francais", "anglais", "gestion", "poste", "profil", "ou", "je", "de", "telephone", "courriel",
        "adresse", "aujourd", "ecole", "universite", "lycee", "janvier", "fevrier", "mars", "avril", "juin", "juillet", "septembre", "octobre",
        "novembre", "decembre", "mise", "suivi", "realisation", "centres", "interet",
    };

    private static readonly HashSet<string> English = new(StringComparer.Ordinal)
    {
        "the", "and", "of", "to", "in", "for", "with", "at", "by", "from", "as", "is", "are", "we", "you", "our", "your", "an", "on", "skills", "education",
        "work", "years", "university", "present", "phone", "address", "led", "built", "managed", "developed", "team", "summary", "languages", "employment",
        "history", "january", "february", "march", "june", "july", "september", "october", "november", "december", "high", "school", "degree", "using",
        "or", "that", "this", "school", "about", "hobbies", "interests",
    };

    /// <summary><c>fr</c> or <c>en</c>; <c>en</c> for a text in neither language.</summary>
    public static string Detect(string text)
    {
        int french = 0, english = 0;
        var lookup = French.GetAlternateLookup<ReadOnlySpan<char>>();
        var englishLookup = English.GetAlternateLookup<ReadOnlySpan<char>>();
        var folded = TextFold.Fold(text.Length > TextLines.MaxTextLength ? text[..TextLines.MaxTextLength] : text).AsSpan();
        for (var i = 0; i < folded.Length;)
        {
            if (!char.IsLetter(folded[i])) { i++; continue; }
            var start = i;
            while (i < folded.Length && char.IsLetter(folded[i])) i++;
            var word = folded[start..i];
            if (lookup.Contains(word)) french++;
            if (englishLookup.Contains(word)) english++;
        }

        return french > english ? "fr" : "en";
    }
}
