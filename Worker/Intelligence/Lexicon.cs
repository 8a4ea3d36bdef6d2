using System.Collections.Frozen;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>English and French words that carry no fact, and a light stemmer for both. All entries are folded.</summary>
internal static class Lexicon
{
    private static readonly FrozenSet<string> Stopwords = Set("""
        a about above across after all already also although am among an and another any anyone anything are around as at be because been before during even being below between both but by can could did do does
        each else etc every few for from had has have he her here his how i if in into is it its just may like many me more most much must my no nor not of off
        on once one only or other our out over own per same she should so some such still than that the their them then there these they this those
        through thus to together too toward towards under until up upon us very via was we well were what when where whether which while who whom whose why will with within without would
        you your yourself ourselves themselves
        afin ainsi au aucun aucune aussi autre autres aux avec ayant beaucoup c car ce ces cet cette chaque chez comme d dans de des donc dont du elle elles en entre est et etre eu il ils j je l la le les leur leurs
        lors lorsque mais me meme memes mes moi moins mon n ne nos notamment notre nous on ont ou par pas peu pendant plus plusieurs pour puis qu quel quelle quelles quelque quelques quels que qui s sa sans se selon ses si son sont sous sur ta tel telle telles tels tes ton
        toute toutes tous tout tres un une vers vos votre vous y
        """);

    // Words that every posting uses, in any trade: a match of them proves no fit.
    private static readonly FrozenSet<string> PostingWords = Set("""
        ability able applicant applicants application apply benefits bonus candidate candidates career company competitive day days degree
        description desired duties employee employees employer equal equivalent essential excellent experience experienced expert familiar familiarity field
        full fulltime good great growing hands help hire hiring ideal ideally including job join junior knowledge least level location looking minimum month
        months need needed new offer opportunity part people plus position preferred proficiency proficient proven qualification qualifications
        qualified related relevant required requirement requirements responsibilities responsibility responsible role salary seeking senior skill skilled
        skills solid someone strong understanding using week weeks will work working year years have want role's nice must
        annee annees ans avantage avantages bac bon bonne bonnes bons cadre capable capacite cdd cdi competence competences confirme connaissance
        connaissances contrat description diplome dynamique emploi entreprise equipe excellent excellente experience experiences formation forte idealement
        jour jours lieu maitrise minimum mission missions mois niveau offre oui poste posseder principales profil qualification qualifications
        recherche recherchons recrute recrutement rejoindre rejoignez requis requise responsabilites salaire savoir serait seniorite solide solides souhaite souhaitee travail travailler
        """);

    public static bool IsStopword(string word) => Stopwords.Contains(word);

    /// <summary>Whether a word says something about the work: it is no grammar word, no posting boilerplate and no number.</summary>
    public static bool IsTelling(string word) =>
        word.Length >= 3 && !Stopwords.Contains(word) && !PostingWords.Contains(word) && word.Any(char.IsLetter) && !char.IsAsciiDigit(word[0]);

    /// <summary>A crude stem shared by English and French: <c>managing</c>, <c>managed</c> and <c>management</c> are <c>manag</c>.</summary>
    public static string Stem(string word)
    {
        if (word.Length < 5 || !word.All(char.IsAsciiLetter)) return word;
        var stem = word;
        if (stem.EndsWith("ies", StringComparison.Ordinal)) stem = stem[..^3] + "y";
        else if (stem.EndsWith("aux", StringComparison.Ordinal)) stem = stem[..^3] + "al";
        else if (stem[^1] is 's' or 'x' && stem[^2] is not ('s' or 'u' or 'i')) stem = stem[..^1];
        foreach (var (suffix, least) in Suffixes)
        {
            if (stem.Length < least || !stem.EndsWith(suffix, StringComparison.Ordinal)) continue;
            stem = stem[..^suffix.Length];
            break;
        }
        if (stem.Length > 4 && stem[^1] == stem[^2]) stem = stem[..^1];
        return stem.Length > 4 && stem[^1] == 'e' ? stem[..^1] : stem;
    }

    // Longest first; the least length keeps short words whole ("string", "nation", "moment").
    private static readonly (string Suffix, int Least)[] Suffixes =
    [
        ("ations", 10), ("ation", 9), ("ement", 8), ("ment", 8), ("ing", 7), ("eur", 8), ("ed", 6), ("er", 6), ("ee", 6), ("es", 6),
    ];

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
