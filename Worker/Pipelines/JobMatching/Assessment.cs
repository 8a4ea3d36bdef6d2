using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CoverLetter;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.JobMatching;

/// <summary>Explains a fit score, sentence by sentence: matches, missing points, weights, advice.</summary>
internal static class Assessment
{
    /// <param name="words">How skills are called in the language of the reader; null for the names of the lexicon.</param>
    public static IEnumerable<string> Write(CvProfile cv, JobPosting posting, FitScore fit, string? reader, SkillWords? words = null)
    {
        var speak = Wording.For(reader, cv) with { Spaced = true };
        fit = words is null ? fit : fit with
        {
            MatchedSkills = words.Of(fit.MatchedSkills), MissingMustHaves = words.Of(fit.MissingMustHaves), MissingNiceToHaves = words.Of(fit.MissingNiceToHaves),
        };
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
                ? speak.Say($"The best evidence comes from {where}: {speak.Quote(proof.Line, 160)}.", $"La meilleure preuve {Wording.InBrackets(where)} : {speak.Quote(proof.Line, 160)}.")
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
        var speak = Wording.For(reader, cv) with { Spaced = true };
        string level = ScoredJob.LevelOf(score) switch
        {
            "strong" => speak.Say("A strong fit", "Une très bonne adéquation"),
            "good" => speak.Say("A good fit", "Une bonne adéquation"),
            "partial" => speak.Say("A partial fit", "Une adéquation partielle"),
            _ => speak.Say("A weak fit", "Une faible adéquation"),
        };
        int asked = fit.MatchedSkills.Count + fit.MissingMustHaves.Count + fit.MissingNiceToHaves.Count;
        int matched = fit.MatchedSkills.Count;
        return asked == 0
            ? $"{level}."
            : speak.Say(
                $"{level}: {matched} of {asked} {(asked == 1 ? "skill" : "skills")} asked for.",
                $"{level} : {matched} {(matched < 2 ? "compétence demandée" : "compétences demandées")} sur {asked}.");
    }

    private static string Opening(Wording speak, CvProfile cv, JobPosting posting)
    {
        string who = cv.FullName ?? speak.Say("The candidate", "La personne");
        string now = string.IsNullOrWhiteSpace(cv.Title) ? "" : $" {Wording.InBrackets(cv.Title)}";
        string job = string.IsNullOrWhiteSpace(posting.Title) ? speak.Say("this job", "ce poste") : speak.Quote(posting.Title);
        string at = string.IsNullOrWhiteSpace(posting.Company) ? "" : speak.Say($" at {posting.Company}", Roles.AtInFrench(posting.Company));
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
        double has = Math.Round(cv.YearsOfExperience, 1);
        string shown = Count(speak, has);
        if ((posting.MinimumYears ?? posting.MustHaves.Max(r => r.Years)) is not { } asked)
        {
            return has > 0 ? speak.Say($"The résumé shows {shown} of experience; the job names no minimum.", $"Le CV montre {shown} d'expérience ; l'offre ne fixe pas de minimum.") : null;
        }

        return has >= asked
            ? speak.Say($"{shown} of experience {(has == 1 ? "meets" : "meet")} the {speak.Number(asked)} asked for.", $"Le CV montre {shown} d'expérience, pour {speak.Number(asked)} demandés : c'est rempli.")
            : speak.Say(
                $"{Count(speak, asked)} of experience {(asked == 1 ? "is" : "are")} asked for, {speak.Number(has)} {(has == 1 ? "is" : "are")} shown.",
                $"Expérience demandée : {Count(speak, asked)} ; montrée : {speak.Number(has)}.");
    }

    private static string Count(Wording speak, double years) =>
        speak.Say(years == 1 ? "1 year" : $"{speak.Number(years)} years", years < 2 ? $"{speak.Number(years)} an" : $"{speak.Number(years)} ans");

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
        $"What counts: {string.Join(", ", fit.Parts.Select(p => $"{Name(speak, p)} {p.Value:0}% (weight {p.Weight * 100:0}%)"))}.",
        $"Ce qui compte : {string.Join(", ", fit.Parts.Select(p => $"{Name(speak, p)} {p.Value:0} % (poids {p.Weight * 100:0} %)"))}.");

    private static string? Advice(Wording speak, FitScore fit)
    {
        if (fit.MissingMustHaves.Count > 0)
        {
            return speak.Say(
                $"Before applying: show any practice of {fit.MissingMustHaves[0]}.",
                $"Avant de postuler : montrer toute pratique {Wording.De(fit.MissingMustHaves[0])}.");
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
