using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

internal static class ContentRules
{
    // The approximate number of words on a résumé page at usual sizes and margins.
    private const double WordsPerPage = 500;

    public static (ValidationStatus, string) Summary(RuleContext c) => c.Resume.Section(CvSectionKind.Summary) is { } section && c.Resume.Content(section).Any(char.IsLetter)
        ? (ValidationStatus.Pass, c.Speak.Quote(c.Resume.Content(section)))
        : (ValidationStatus.Warn, c.Speak.Say("No summary found.", "Aucun profil trouvé."));

    public static (ValidationStatus, string) Skills(RuleContext c) => c.Resume.Section(CvSectionKind.Skills) is { } section && c.Resume.Content(section).Any(char.IsLetter)
        ? (ValidationStatus.Pass, section.Heading)
        : (ValidationStatus.Warn, c.Speak.Say("No skills section found.", "Aucune rubrique compétences trouvée."));

    public static (ValidationStatus, string) Length(RuleContext c)
    {
        var words = c.Words.Count;
        var pages = Math.Max(1, Math.Ceiling(words / WordsPerPage));
        var detail = c.Speak.Say($"{words} words, about {pages} {(pages > 1 ? "pages" : "page")}.", $"{words} mots, environ {pages} {(pages > 1 ? "pages" : "page")}.");
        return (words switch { < 50 or > 2000 => ValidationStatus.Fail, < 120 or > 1100 => ValidationStatus.Warn, _ => ValidationStatus.Pass }, detail);
    }

    public static (ValidationStatus, string) MustHaves(RuleContext c)
    {
        if (c.Posting is null) return (ValidationStatus.Pass, c.Speak.Say("No posting to compare with.", "Aucune offre à comparer."));
        var fit = FitScorer.Score(c.Cv, c.Posting);
        if ((fit[FitPart.MustHaveSkills] ?? fit[FitPart.Requirements] ?? fit[FitPart.Keywords]) is not { } covered)
            return (ValidationStatus.Pass, c.Speak.Say("The posting names no requirement.", "L'offre ne nomme aucune exigence."));
        var missing = fit[FitPart.MustHaveSkills] is not null ? fit.MissingMustHaves : fit.MissingKeywords;
        var detail = c.Speak.Say($"{covered:0}% covered.", $"Couverture de {covered:0} %.");
        if (missing.Count > 0) detail += c.Speak.Say($" Missing: {c.Speak.Some(missing)}.", $" Manquent : {c.Speak.Some(missing)}.");
        return (covered switch { >= 70 => ValidationStatus.Pass, >= 40 => ValidationStatus.Warn, _ => ValidationStatus.Fail }, detail);
    }

    public static (ValidationStatus, string) Quantified(RuleContext c)
    {
        var all = c.Achievements.Count;
        if (all == 0) return (ValidationStatus.Warn, c.Speak.Say("No achievement found.", "Aucune réalisation trouvée."));
        var with = c.Achievements.Count(Achievements.IsQuantified);
        return (with * 3 >= all ? ValidationStatus.Pass : ValidationStatus.Warn, c.Speak.Say($"{with} of {all} carry a figure.", $"{with} sur {all} sont chiffrées."));
    }
}
