using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Checks a résumé against the résumé rules. Pure; every rule always gives a result, in this order.</summary>
public static class RuleChecker
{
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new("contact.email", "E-mail address", "Adresse e-mail", ContactRules.Email),
        new("contact.phone", "Phone number", "Numéro de téléphone", ContactRules.Phone),
        new("contact.location", "Location", "Localisation", ContactRules.Location),
        new("contact.links", "Links are well formed", "Liens bien formés", ContactRules.Links),
        new("sections.summary", "Summary", "Profil", ContentRules.Summary),
        new("sections.skills", "Skills section", "Rubrique compétences", ContentRules.Skills),
        new("dates.present", "Every position is dated", "Chaque poste est daté", DateRules.Present),
        new("dates.order", "Dates are in order", "Dates cohérentes", DateRules.Order),
        new("dates.gaps", "No unexplained gap", "Pas de période inexpliquée", DateRules.Gaps),
        new("dates.format", "Dates are written one way", "Dates écrites de la même façon", DateRules.Format),
        new("length", "Length", "Longueur", ContentRules.Length),
        new("keywords.must_have", "Covers the must-haves", "Couvre les exigences", ContentRules.MustHaves),
        new("achievements.quantified", "Achievements carry figures", "Réalisations chiffrées", ContentRules.Quantified),
        new("style.action_verbs", "Bullets open with the action", "Les lignes commencent par l'action", StyleRules.Openings),
        new("style.passive", "Active voice", "Voix active", StyleRules.Passive),
        new("style.first_person", "No first person", "Pas de première personne", StyleRules.FirstPerson),
        new("style.repetition", "No repetition", "Pas de répétition", StyleRules.Repetition),
        new("format.characters", "Readable by filters", "Lisible par les filtres", StyleRules.Characters),
    ];

    /// <param name="text">The résumé to check; <paramref name="cv"/> was read from it.</param>
    /// <param name="cv">The résumé as it was read.</param>
    /// <param name="posting">Null when the résumé is checked alone.</param>
    /// <param name="today">The current day.</param>
    /// <param name="reader">The language of the results, en or fr; null: that of the résumé.</param>
    public static IReadOnlyList<RuleResult> Check(string text, CvProfile cv, JobPosting? posting, DateOnly today, string? reader = null)
    {
        var context = new RuleContext(text, cv, posting, today, reader);
        return [.. Rules.Select(r => r.Check(context))];
    }
}
