using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.JobMatching;

/// <summary>Explains a fit score, sentence by sentence: matches, missing points, weights, advice.</summary>
internal static class Assessment
{
    public static IEnumerable<string> Write(CvProfile cv, JobPosting posting, FitScore fit, string? reader)
    {
        var speak = Wording.For(reader, cv);
        yield return Opening(speak, cv, posting);
        if (fit.Parts.Count == 0)
        {
            yield return speak.Say(
                "The description names nothing that a résumé could be compared with.", "La description ne nomme rien à quoi comparer un CV.");
            yield break;
        }

        if (fit.MatchedSkills.Count > 0)
        {
            yield return speak.Say(
                $"Of the skills asked for, the résumé shows {speak.Some(fit.MatchedSkills, 8)}.",
                $"Parmi les compétences demandées, le CV montre {speak.Some(fit.MatchedSkills, 8)}.");
        }

        if (Proof(cv, posting) is { } proof)
        {
            yield return proof.Where is { } where
                ? speak.Say($"The best evidence comes from {where}: {speak.Quote(proof.Line, 160)}.", $"La meilleure preuve vient de {where} : {speak.Quote(proof.Line, 160)}.")
                : speak.Say($"The best evidence is {speak.Quote(proof.Line, 160)}.", $"La meilleure preuve est {speak.Quote(proof.Line, 160)}.");
        }

        if (Years(speak, cv, posting) is { } years)
        {
            yield return years;
        }

        if (FitScorer.BestTitle(cv, posting.Title) is { Similarity: >= 0.5 } title)
        {
            yield return speak.Say($"The title {speak.Quote(title.Title)} is close to the one wanted.", $"Le titre {speak.Quote(title.Title)} est proche de celui recherché.");
        }

        foreach (string sentence in Missing(speak, fit))
        {
            yield return sentence;
        }

        yield return Weights(speak, fit);
        if (Advice(speak, fit) is { } advice)
        {
            yield return advice;
        }

        yield return speak.Say($"Score: {fit.Overall:0} of 100.", $"Score : {fit.Overall:0} sur 100.");
    }

    /// <summary>The whole assessment in one sentence.</summary>
    public static string Verdict(CvProfile cv, FitScore fit, int score, string? reader)
    {
        var speak = Wording.For(reader, cv);
        string level = ScoredJob.LevelOf(score) switch
        {
            "strong" => speak.Say("A strong fit", "Une très bonne adéquation"),
            "good" => speak.Say("A good fit", "Une bonne adéquation"),
            "partial" => speak.Say("A partial fit", "Une adéquation partielle"),
            _ => speak.Say("A weak fit", "Une faible adéquation"),
        };
        int asked = fit.MatchedSkills.Count + fit.MissingMustHaves.Count + fit.MissingNiceToHaves.Count;
        return asked == 0
            ? $"{level}."
            : speak.Say($"{level}: {fit.MatchedSkills.Count} of {asked} skills asked for.", $"{level} : {fit.MatchedSkills.Count} compétences demandées sur {asked}.");
    }

    private static string Opening(Wording speak, CvProfile cv, JobPosting posting)
    {
        string who = cv.FullName ?? speak.Say("The candidate", "La personne");
        string now = string.IsNullOrWhiteSpace(cv.Title) ? "" : $" ({cv.Title})";
        string job = string.IsNullOrWhiteSpace(posting.Title) ? speak.Say("this job", "ce poste") : speak.Quote(posting.Title);
        string at = string.IsNullOrWhiteSpace(posting.Company) ? "" : speak.Say($" at {posting.Company}", $" chez {posting.Company}");
        return speak.Say($"{who}{now} is compared with {job}{at}.", $"{who}{now} face à {job}{at}.");
    }

    private static (string Line, string? Where)? Proof(CvProfile cv, JobPosting posting)
    {
        var asked = new AskedFor(posting);
        var best = cv.Positions
            .SelectMany(p => p.Highlights.Select(line => (Line: line, Where: p.Organisation ?? p.Title, Relevance: asked.Relevance(line))))
            .DefaultIfEmpty()
            .MaxBy(p => p.Relevance);
        return best.Relevance > 0 ? (best.Line.TrimEnd('.'), best.Where) : null;
    }

    private static string? Years(Wording speak, CvProfile cv, JobPosting posting)
    {
        double has = cv.YearsOfExperience;
        if ((posting.MinimumYears ?? posting.MustHaves.Max(r => r.Years)) is not { } asked)
        {
            return has > 0 ? speak.Say($"The résumé shows {has:0.#} years of experience; the job names no minimum.", $"Le CV montre {has:0.#} ans d'expérience ; l'offre ne fixe pas de minimum.") : null;
        }

        return has >= asked
            ? speak.Say($"{has:0.#} years of experience meet the {asked:0.#} asked for.", $"{has:0.#} ans d'expérience pour {asked:0.#} demandés : c'est rempli.")
            : speak.Say($"{asked:0.#} years of experience are asked for, {has:0.#} are shown.", $"{asked:0.#} ans d'expérience sont demandés, {has:0.#} sont montrés.");
    }

    private static IEnumerable<string> Missing(Wording speak, FitScore fit)
    {
        if (fit.MissingMustHaves.Count > 0)
        {
            yield return speak.Say($"Required and not found: {speak.Some(fit.MissingMustHaves)}.", $"Exigé et introuvable : {speak.Some(fit.MissingMustHaves)}.");
        }
        else if (fit[FitPart.MustHaveSkills] is not null)
        {
            yield return speak.Say("No required skill is missing.", "Aucune compétence exigée ne manque.");
        }

        if (fit.MissingNiceToHaves.Count > 0)
        {
            yield return speak.Say($"Welcome but not shown: {speak.Some(fit.MissingNiceToHaves)}.", $"Apprécié mais non montré : {speak.Some(fit.MissingNiceToHaves)}.");
        }

        if (fit.UnmetRequirements.Count > 0)
        {
            var lines = fit.UnmetRequirements.Select(r => speak.Quote(r.TrimEnd('.'), 120)).ToList();
            yield return speak.Say($"Little answers {speak.Some(lines, 2)}.", $"Peu de choses répondent à {speak.Some(lines, 2)}.");
        }
    }

    private static string Weights(Wording speak, FitScore fit) => speak.Say(
        $"What counts: {string.Join(", ", fit.Parts.Select(p => $"{Name(speak, p)} {p.Value:0} % (weight {p.Weight * 100:0} %)"))}.",
        $"Ce qui compte : {string.Join(", ", fit.Parts.Select(p => $"{Name(speak, p)} {p.Value:0} % (poids {p.Weight * 100:0} %)"))}.");

    private static string? Advice(Wording speak, FitScore fit)
    {
        if (fit.MissingMustHaves.Count > 0)
        {
            return speak.Say(
                $"Before applying: show where {fit.MissingMustHaves[0]} was used, if it was.",
                $"Avant de postuler : montrer où {fit.MissingMustHaves[0]} a été pratiqué, si c'est le cas.");
        }

        return fit.MissingKeywords.Count > 0
            ? speak.Say($"Worth saying in the job's own words, where true: {speak.Some(fit.MissingKeywords, 4)}.", $"À dire dans les mots de l'offre, si c'est vrai : {speak.Some(fit.MissingKeywords, 4)}.")
            : null;
    }

    private static string Name(Wording speak, FitPart part) => part.Name switch
    {
        FitPart.MustHaveSkills => speak.Say("required skills", "compétences exigées"),
        FitPart.NiceToHaveSkills => speak.Say("other skills", "autres compétences"),
        FitPart.Requirements => speak.Say("other requirements", "autres exigences"),
        FitPart.Experience => speak.Say("experience", "expérience"),
        FitPart.Title => speak.Say("title", "titre"),
        _ => speak.Say("keywords", "mots-clés"),
    };
}
