using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Writes the findings of a comparison of a CV with a posting. Pure; the most important finding first.</summary>
public static class InsightFinder
{
    /// <param name="reader">The language of the findings, en or fr; null: that of the résumé.</param>
    public static IReadOnlyList<Insight> Find(ResumeText resume, CvProfile cv, JobPosting posting, FitScore fit, string? reader = null)
    {
        var speak = Wording.For(reader, cv);
        IEnumerable<Insight?> found =
        [
            Skills(speak, fit), MissingSkills(speak, fit), NiceToHaves(speak, fit), Years(speak, cv, posting), Title(speak, cv, posting),
            Keywords(speak, fit), Unmet(speak, fit), Language(speak, cv, posting), Quantified(speak, resume), Hidden(speak, resume, fit),
            Sections(speak, resume),
        ];
        return [.. found.OfType<Insight>().OrderByDescending(i => i.Importance)];
    }

    private static Insight? Skills(Wording speak, FitScore fit) => fit.MatchedSkills.Count == 0 ? null : new("skills", Importance.Medium,
        speak.Say($"The résumé shows {fit.MatchedSkills.Count} of the skills asked for: {speak.Some(fit.MatchedSkills)}.",
            $"Le CV montre {fit.MatchedSkills.Count} des compétences demandées : {speak.Some(fit.MatchedSkills)}."));

    private static Insight? MissingSkills(Wording speak, FitScore fit) => fit.MissingMustHaves.Count == 0 ? null : new("skills", Importance.High,
        speak.Say($"Asked for and not found in the résumé: {speak.Some(fit.MissingMustHaves)}.",
            $"Demandé et introuvable dans le CV : {speak.Some(fit.MissingMustHaves)}."));

    private static Insight? NiceToHaves(Wording speak, FitScore fit) => fit.MissingNiceToHaves.Count == 0 ? null : new("skills", Importance.Low,
        speak.Say($"Welcome but not shown: {speak.Some(fit.MissingNiceToHaves)}.",
            $"Apprécié mais non montré : {speak.Some(fit.MissingNiceToHaves)}."));

    private static Insight? Years(Wording speak, CvProfile cv, JobPosting posting)
    {
        var years = cv.YearsOfExperience;
        if ((posting.MinimumYears ?? posting.MustHaves.Max(r => r.Years)) is not { } asked) return null;
        return years >= asked
            ? new("experience", Importance.Medium, speak.Say($"{speak.Number(years)} years of experience meet the {speak.Number(asked)} asked for.",
                $"{speak.Number(years)} ans d'expérience pour {speak.Number(asked)} demandés : l'exigence est remplie."))
            : new("experience", Importance.High, speak.Say($"The posting asks for {speak.Number(asked)} years of experience; the résumé shows {speak.Number(years)}.",
                $"L'offre demande {speak.Number(asked)} ans d'expérience ; le CV en montre {speak.Number(years)}."));
    }

    private static Insight? Title(Wording speak, CvProfile cv, JobPosting posting)
    {
        if (string.IsNullOrWhiteSpace(posting.Title)) return null;
        var best = FitScorer.BestTitle(cv, posting.Title);
        return best is { Similarity: >= 0.5 } near
            ? new("title", Importance.Low, speak.Say($"The title {speak.Quote(near.Title)} is close to {speak.Quote(posting.Title)}.",
                $"Le titre {speak.Quote(near.Title)} est proche de {speak.Quote(posting.Title)}."))
            : new("title", Importance.Medium, speak.Say($"No title in the résumé resembles {speak.Quote(posting.Title)}: the summary has to bridge that.",
                $"Aucun titre du CV ne ressemble à {speak.Quote(posting.Title)} : le profil doit faire le lien."));
    }

    private static Insight? Keywords(Wording speak, FitScore fit)
    {
        var all = fit.MatchedKeywords.Count + fit.MissingKeywords.Count;
        if (all == 0) return null;
        var importance = fit.MatchedKeywords.Count * 2 < all ? Importance.High : Importance.Low;
        var missing = fit.MissingKeywords.Count == 0 ? "" : speak.Say($" Absent: {speak.Some(fit.MissingKeywords)}.", $" Absents : {speak.Some(fit.MissingKeywords)}.");
        return new("keywords", importance, speak.Say($"{fit.MatchedKeywords.Count} of {all} keywords of the posting occur in the résumé.{missing}",
            $"{fit.MatchedKeywords.Count} mots-clés de l'offre sur {all} figurent dans le CV.{missing}"));
    }

    private static Insight? Unmet(Wording speak, FitScore fit) => fit.UnmetRequirements.Count == 0 ? null : new("risk", Importance.Medium,
        speak.Say($"The résumé says little about: {speak.Some([.. fit.UnmetRequirements.Select(r => speak.Quote(r))], 3)}.",
            $"Le CV répond peu à : {speak.Some([.. fit.UnmetRequirements.Select(r => speak.Quote(r))], 3)}."));

    private static Insight? Language(Wording speak, CvProfile cv, JobPosting posting) =>
        string.Equals(cv.Language, posting.Language, StringComparison.OrdinalIgnoreCase) ? null : new("risk", Importance.High,
            speak.Say($"The posting is in {speak.Language(posting.Language)} and the résumé in {speak.Language(cv.Language)}: consider sending it in {speak.Language(posting.Language)}.",
                $"L'offre est en {speak.Language(posting.Language)} et le CV en {speak.Language(cv.Language)} : pensez à l'envoyer en {speak.Language(posting.Language)}."));

    private static Insight? Quantified(Wording speak, ResumeText resume)
    {
        var (all, with) = Achievements.Count(resume);
        if (all == 0) return null;
        return new("experience", with * 3 < all ? Importance.Medium : Importance.Low,
            speak.Say($"{with} of {all} achievements carry a figure.", $"{with} réalisations sur {all} sont chiffrées."));
    }

    private static Insight? Hidden(Wording speak, ResumeText resume, FitScore fit)
    {
        if (resume.Section(CvSectionKind.Skills) is not { } section) return null;
        var listed = new TermIndex(resume.Content(section));
        var hidden = fit.MatchedSkills.Where(s => !listed.Contains(s)).ToList();
        return hidden.Count == 0 ? null : new("keywords", Importance.Medium,
            speak.Say($"Asked for and proven, but not under this name in the skills section: {speak.Some(hidden)}.",
                $"Demandé et prouvé, mais pas sous ce nom dans la rubrique compétences : {speak.Some(hidden)}."));
    }

    private static Insight? Sections(Wording speak, ResumeText resume)
    {
        var absent = ((CvSectionKind[])[CvSectionKind.Summary, CvSectionKind.Experience, CvSectionKind.Education, CvSectionKind.Skills])
            .Where(k => resume.Section(k) is null).Select(speak.Section).ToList();
        return absent.Count == 0 ? null : new("format", absent.Count > 1 ? Importance.Medium : Importance.Low,
            speak.Say($"Sections that a reader expects and does not find: {speak.List(absent)}.",
                $"Rubriques attendues et absentes : {speak.List(absent)}."));
    }
}
