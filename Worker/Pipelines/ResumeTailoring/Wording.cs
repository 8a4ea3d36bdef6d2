using System.Globalization;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Writes texts in English or French: about a résumé in the language of the reader, and into it in its own.</summary>
/// <param name="Spaced">French punctuation gets its narrow spaces. Not for text that goes into a résumé: filters read plain spaces only.</param>
internal readonly partial record struct Wording(bool French, bool Spaced = false)
{
    /// <summary>The language of the résumé.</summary>
    public static Wording Of(CvProfile profile) => new(string.Equals(profile.Language, "fr", StringComparison.OrdinalIgnoreCase));

    /// <summary>The language of the reader, if the reader has one of these; else that of the résumé.</summary>
    public static Wording For(string? reader, CvProfile profile) => reader switch
    {
        "fr" => new(French: true, Spaced: true),
        "en" => new(French: false),
        _ => Of(profile),
    };

    public string Say(string english, string french) => !French ? english : Spaced ? WithSpaces(french) : french;

    /// <summary>The name of a language in a sentence.</summary>
    public string Language(string code) => code == "fr" ? Say("French", "français") : Say("English", "anglais");

    /// <summary>"a, b and c".</summary>
    public string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} {Say("and", "et")} {items[^1]}",
    };

    /// <summary>Like <see cref="List"/>, but names at most <paramref name="limit"/> items.</summary>
    public string Some(IReadOnlyList<string> items, int limit = 6) => items.Count <= limit
        ? List(items)
        : List([.. items.Take(limit), Say($"{items.Count - limit} more", $"{items.Count - limit} autres")]);

    /// <summary>In quotation marks. A longer text ends behind its last whole word within the limit.</summary>
    public string Quote(string text, int limit = 80)
    {
        text = Words.Squeeze(text);
        if (text.Length > limit)
        {
            int end = text.LastIndexOf(' ', limit);
            text = text[..(end > limit / 2 ? end : limit)].TrimEnd(' ', ',', ';', ':') + "…";
        }

        return Say($"“{text}”", $"« {text} »");
    }

    /// <summary>"d'infirmière", "de comptable". Only for French.</summary>
    public static string De(string noun) => Elides(noun) ? $"d'{noun}" : $"de {noun}";

    /// <summary>"en tant qu'infirmière", "en tant que comptable". Only for French.</summary>
    public static string Que(string noun) => Elides(noun) ? $"qu'{noun}" : $"que {noun}";

    /// <summary>"(Volt'Auvergne, Riom)" of "Volt'Auvergne (Riom)": brackets are never in brackets.</summary>
    public static string InBrackets(string text) => $"({Bracket().Replace(text, ", ").Trim(' ', ',')})";

    /// <summary>A number with at most one decimal, as the language writes it.</summary>
    public string Number(double value) => value.ToString("0.#", French ? FrenchNumbers : CultureInfo.InvariantCulture);

    // A vowel, or an h that is not heard: "hôtesse", "horloger", "huissier", "hydraulicien", but "hockeyeur".
    private static bool Elides(string noun) => TextFold.Fold(noun) is { Length: > 1 } folded
        && ("aeiou".Contains(folded[0], StringComparison.Ordinal) ? !folded.StartsWith("ui", StringComparison.Ordinal) && !folded.StartsWith("ux", StringComparison.Ordinal)
            : folded.StartsWith("hot", StringComparison.Ordinal) || folded.StartsWith("hor", StringComparison.Ordinal) || folded.StartsWith("hui", StringComparison.Ordinal)
                || folded.StartsWith("hyd", StringComparison.Ordinal) || folded.StartsWith("hyg", StringComparison.Ordinal) || folded.StartsWith("his", StringComparison.Ordinal));

    private static readonly NumberFormatInfo FrenchNumbers = new() { NumberDecimalSeparator = "," };

    [GeneratedRegex(@"[\s,]*[()][\s,]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bracket();

    private static string WithSpaces(string text) =>
        text.Replace(" :", "\u00A0:").Replace("« ", "«\u00A0").Replace(" »", "\u00A0»").Replace(" ;", "\u202F;").Replace(" ?", "\u202F?").Replace(" !", "\u202F!").Replace(" %", "\u202F%");

    public string Section(CvSectionKind kind) => kind switch
    {
        CvSectionKind.Header => Say("Header", "En-tête"),
        CvSectionKind.Summary => Say("Summary", "Profil"),
        CvSectionKind.Experience => Say("Experience", "Expérience"),
        CvSectionKind.Education => Say("Education", "Formation"),
        CvSectionKind.Skills => Say("Skills", "Compétences"),
        CvSectionKind.Languages => Say("Languages", "Langues"),
        CvSectionKind.Certifications => Say("Certifications", "Certifications"),
        CvSectionKind.Projects => Say("Projects", "Projets"),
        CvSectionKind.Interests => Say("Interests", "Centres d'intérêt"),
        _ => Say("Other", "Autre"),
    };
}
