using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>Puts noun phrases into sentences: "des paiements" becomes "les paiements", "payment" becomes "payments".</summary>
internal static partial class Grammar
{
    private static readonly string[] FeminineEndings = ["tion", "sion", "te", "ee", "ie", "ence", "ance", "ure", "ette", "ade", "ise", "ine", "ique", "aison", "che", "lle", "ande", "ace", "ille"];

    /// <summary>Gives the phrase a definite article; an article that it has already becomes definite.</summary>
    public static string Definite(string phrase, bool french)
    {
        phrase = phrase.Trim();
        if (!french || phrase.Length == 0)
        {
            return french ? phrase : EnglishArticle().Replace(phrase, "");
        }

        var article = FrenchArticle().Match(phrase);
        string noun = phrase[article.Length..];
        string found = TextFold.Fold(article.Value).Trim();
        return found switch
        {
            "les" or "des" => $"les {noun}",
            "le" or "du" or "un" => Elide("le", noun),
            "la" or "de la" or "une" => Elide("la", noun),
            "l'" or "de l'" => $"l'{noun}",
            _ => $"{ArticleOf(noun)}{noun}",
        };
    }

    /// <summary>French "de" before a definite noun: "des paiements", "du stock", "de la paie".</summary>
    public static string Of(string definite) =>
        definite.StartsWith("les ", StringComparison.Ordinal) ? $"des {definite[4..]}"
        : definite.StartsWith("le ", StringComparison.Ordinal) ? $"du {definite[3..]}"
        : $"de {definite}";

    /// <summary>Removes the article.</summary>
    public static string Bare(string phrase, bool french) =>
        (french ? FrenchArticle().Replace(phrase.Trim(), "", 1) : EnglishArticle().Replace(phrase.Trim(), "", 1)).Trim();

    /// <summary>Gives the text a capital first letter.</summary>
    public static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    public static string Plural(string noun) =>
        noun.EndsWith('s') ? noun
        : noun.EndsWith('y') && noun.Length > 1 && !"aeiou".Contains(noun[^2]) ? $"{noun[..^1]}ies"
        : noun.EndsWith("ch", StringComparison.Ordinal) || noun.EndsWith('x') ? $"{noun}es"
        : $"{noun}s";

    /// <summary>"a client", "an accountant".</summary>
    public static string Indefinite(string noun) => noun.Length > 0 && "aeiou".Contains(char.ToLowerInvariant(noun[0])) && !noun.StartsWith("user", StringComparison.OrdinalIgnoreCase) ? $"an {noun}" : $"a {noun}";

    private static string Elide(string article, string noun) => StartsWithVowel(noun) ? $"l'{noun}" : $"{article} {noun}";

    private static string ArticleOf(string noun)
    {
        string head = TextFold.Fold(noun.Split(' ', 2)[0]);
        return head.EndsWith('s') || head.EndsWith('x') ? "les "
            : StartsWithVowel(noun) ? "l'"
            : FeminineEndings.Any(e => head.EndsWith(e, StringComparison.Ordinal)) ? "la " : "le ";
    }

    private static bool StartsWithVowel(string noun) => noun.Length > 0 && "aeiouyh".Contains(TextFold.Fold(noun[0]));

    [GeneratedRegex(@"^(?:(?:les|des|le|du|la|un|une|de la|de)\s+|(?:de l|l|d)['’]\s*)", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FrenchArticle();

    [GeneratedRegex(@"^(?:the|an|a|our|some|of)\s+", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnglishArticle();
}
