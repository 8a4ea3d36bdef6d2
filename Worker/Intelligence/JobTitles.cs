using System.Reflection;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Whether a phrase is a professional title: short, and built around a word such as "engineer" or "comptable".</summary>
internal static partial class JobTitles
{
    private static readonly HashSet<string> Roles = Load();
    private static readonly string[] NotFirst =
    [
        "led ", "managed", "built", "developed", "worked", "helped", "supported", "assist ", "assisted", "i ", "we ", "je ", "j'", "nous ", "with ", "avec ", "in ", "for ", "pour ", "to ", "reporting ",
        "as ", "en tant", "gestion", "management ", "encadrement", "mise ", "suivi", "responsible", "trained", "coordinated", "and ", "et ", "the ", "mentored", "collaborat", "team of", "works ", "un ", "une ",
        "tel ", "tel:", "address", "adresse", "e-mail", "email", "formation", "master ", "master's", "bachelor", "licence ", "bts ", "diplome", "mba", "degree", "certifi", "ne le", "nee le",
    ];

    /// <summary>Whether the phrase contains a head word of a title.</summary>
    public static bool HasRole(string phrase)
    {
        // "infirmier/ère" and "infirmier·e" come as separate words.
        foreach (Match word in Words().Matches(TextFold.Fold(phrase)))
            if (IsRoleWord(word.Value)) return true;

        return false;
    }

    /// <summary>Whether a folded word is the head word of a title, in any of its forms: "développeurs", "infirmier/ère".</summary>
    public static bool IsRoleWord(string word)
    {
        if (Roles.Contains(word)) return true;
        if (word.Contains('-', StringComparison.Ordinal) && word.Split('-').Any(Roles.Contains)) return true;
        return word.Length > 5 && word[^1] == 's' && Roles.Contains(word[..^1]);
    }

    /// <summary>"Traders" is the plural of a role: at the end of a name, an employer's.</summary>
    public static bool IsPluralRole(string word) => !Roles.Contains(word) && word.Length > 5 && word[^1] == 's' && Roles.Contains(word[..^1]);

    /// <summary>Whether the phrase is only a title.</summary>
    public static bool IsTitle(string phrase)
    {
        var text = phrase.Trim();
        if (text.Length is < 3 or > 90 || text.EndsWith('.') || text.Contains('@', StringComparison.Ordinal) || text.Contains("http", StringComparison.Ordinal)) return false;
        if (!(char.IsLetter(text[0]) || text.StartsWith(".NET", StringComparison.OrdinalIgnoreCase)) || text.Count(char.IsDigit) > 4) return false;
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > 10) return false;
        var folded = TextFold.Fold(text);
        if (Sentence().IsMatch(folded)) return false;
        return !NotFirst.Any(n => folded.StartsWith(n, StringComparison.Ordinal)) && HasRole(text);
    }

    private static HashSet<string> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Intelligence/roles.txt")!;
        using var reader = new StreamReader(stream);
        var roles = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#')) roles.UnionWith(TextFold.Fold(line).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return roles;
    }

    // "Software engineer obsessed with products that people love" contains a title but is not a title.
    [GeneratedRegex(@"\b(?:that|who|obsessed|passionate|passionnee?|looking|seeking|recherche|years|ans|which|qui)\b", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\p{L}+(?:-\p{L}+)*", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Words();
}
