using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Writes texts for a person in the language of the person's résumé.</summary>
internal readonly record struct Wording(bool French)
{
    public static Wording Of(CvProfile profile) => new(string.Equals(profile.Language, "fr", StringComparison.OrdinalIgnoreCase));

    public string Say(string english, string french) => French ? french : english;

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

    public string Quote(string text, int limit = 80)
    {
        text = Words.Squeeze(text);
        if (text.Length > limit) text = text[..limit].TrimEnd() + "…";
        return Say($"“{text}”", $"« {text} »");
    }

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
