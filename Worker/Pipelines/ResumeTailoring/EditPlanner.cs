using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>
/// Plans how to tailor a résumé to a posting. Edits use only facts of the résumé (each passed <see cref="FactGuard"/>). A requirement
/// of the posting that the résumé does not meet becomes advice. Pure and deterministic.
/// </summary>
public static class EditPlanner
{
    /// <summary>A résumé that needs more edits has other problems. The limit also restricts the effect of a hostile text.</summary>
    public const int MaxEdits = 200;

    /// <param name="text">The text that <paramref name="cv"/> was read from.</param>
    /// <param name="reader">The language of summaries, reasons and advice, en or fr; null: that of the résumé.</param>
    public static EditPlan Plan(string text, CvProfile cv, JobPosting posting, FitScore fit, string? reader = null)
    {
        var resume = ResumeText.Of(text, cv);
        var asked = new AskedFor(posting);
        var draft = new ResumeDraft(resume, new FactGuard(text), Wording.For(reader, cv), Wording.Of(cv));
        SummaryEdits.PlanHeadline(draft, cv, posting);
        SummaryEdits.PlanSummary(draft, cv, asked);
        SkillEdits.Plan(draft, cv, asked);
        BulletEdits.Plan(draft, asked);
        LineEdits.Plan(draft);
        return new EditPlan(draft.Edits, Advise(resume, cv, posting, fit, Wording.For(reader, cv), Wording.Of(cv)));
    }

    private static List<Advice> Advise(ResumeText resume, CvProfile cv, JobPosting posting, FitScore fit, Wording speak, Wording own)
    {
        var advice = new List<Advice>();
        foreach (var skill in fit.MissingMustHaves.Take(10))
            advice.Add(new("skill", speak.Say($"The posting requires {skill} and the résumé does not mention it. If you have it, say where you used it; if not, leave it out.",
                $"L'offre exige {skill} et le CV n'en parle pas. Si vous l'avez pratiqué, dites où ; sinon, ne l'ajoutez pas.")));
        foreach (var requirement in fit.UnmetRequirements.Take(5))
            advice.Add(new("experience", speak.Say($"Nothing in the résumé answers {speak.Quote(requirement, 120)}. If you did this, describe it.",
                $"Rien dans le CV ne répond à {speak.Quote(requirement, 120)}. Si vous l'avez fait, décrivez-le.")));
        if (!string.Equals(cv.Language, posting.Language, StringComparison.OrdinalIgnoreCase))
            advice.Add(new("language", speak.Say($"The posting is in {speak.Language(posting.Language)}: have a version in {speak.Language(posting.Language)} ready.", $"L'offre est en {speak.Language(posting.Language)} : préparez une version en {speak.Language(posting.Language)}.")));

        var achievements = Achievements.Of(resume).ToList();
        var bare = achievements.Where(i => !Achievements.IsQuantified(i.Text)).ToList();
        if (bare.Count * 2 > achievements.Count)
            advice.Add(new("figures", speak.Say($"{bare.Count} of {achievements.Count} achievements carry no figure. How many, how often, how much? Start with {speak.Quote(bare[0].Text)}.",
                $"{bare.Count} réalisations sur {achievements.Count} ne sont pas chiffrées. Combien, à quelle fréquence, quel effet ? Commencez par {speak.Quote(bare[0].Text)}.")));
        foreach (var weak in achievements.Where(i => BulletOpenings.IsWeak(i.Text, own.French) && BulletOpenings.Tighten(i.Text, own.French, false) is null).Take(3))
            advice.Add(new("wording", speak.Say($"{speak.Quote(weak.Text)} hides your own part: begin with what you did yourself.",
                $"{speak.Quote(weak.Text)} cache votre rôle : commencez par ce que vous avez fait vous-même.")));
        return advice;
    }
}
