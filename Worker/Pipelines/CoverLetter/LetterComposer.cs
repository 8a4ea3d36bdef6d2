using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>
/// Composes a letter in English or French. Every name, title, figure, skill and achievement in it is copied from the CV, every wish
/// of the employer from the posting. The text between them is fixed phrases without a claim. Pure.
/// </summary>
internal static class LetterComposer
{
    private const int MostAchievements = 3;

    /// <summary>Salutation, three paragraphs, closing.</summary>
    public static IReadOnlyList<string> Compose(LetterBrief brief)
    {
        var speak = new Wording(brief.Language == "fr");
        var fit = FitScorer.Score(brief.Cv, brief.Posting);
        return
        [
            speak.Say(brief.Posting.Company is { } company ? $"Dear {company} team," : "Dear Sir or Madam,", "Madame, Monsieur,"),
            Motive(speak, brief),
            Evidence(speak, brief),
            Offer(speak, brief, fit),
            Closing(speak, brief.Cv),
        ];
    }

    private static string Motive(Wording speak, LetterBrief brief)
    {
        var (cv, posting) = (brief.Cv, brief.Posting);
        var sentences = new List<string>
        {
            (posting.Title, posting.Company) switch
            {
                ({ } title, { } company) => speak.Say($"I am applying for the position of {title} at {company}.", $"Je vous adresse ma candidature au poste de {title} chez {company}."),
                ({ } title, null) => speak.Say($"I am applying for the position of {title}.", $"Je vous adresse ma candidature au poste de {title}."),
                _ => speak.Say("I would like to offer you my experience.", "Je souhaite vous proposer mon expérience."),
            },
        };
        int years = (int)Math.Floor(cv.YearsOfExperience);
        string? now = cv.Positions.Count > 0 ? Role(speak, cv.Positions[0]) : null;
        if (years >= 1)
        {
            sentences.Add(now is null
                ? speak.Say($"I bring {Count(speak, years)} of experience.", $"J'apporte {Count(speak, years)} d'expérience.")
                : speak.Say($"I bring {Count(speak, years)} of experience, most recently {now}.", $"J'apporte {Count(speak, years)} d'expérience, en dernier lieu {now}."));
        }
        else if (now is not null)
        {
            sentences.Add(speak.Say($"I have worked {now}.", $"J'ai travaillé {now}."));
        }

        if (posting.Responsibilities.Count > 0)
        {
            sentences.Add(speak.Say(
                $"What draws me to it is the task you describe: {speak.Quote(posting.Responsibilities[0].TrimEnd('.'), 140)}.",
                $"Ce qui m'attire est la mission que vous décrivez : {speak.Quote(posting.Responsibilities[0].TrimEnd('.'), 140)}."));
        }

        return string.Join(' ', sentences);
    }

    private static string Evidence(Wording speak, LetterBrief brief)
    {
        var asked = new AskedFor(brief.Posting);
        var best = brief.Cv.Positions
            .SelectMany((p, i) => p.Highlights.Where(h => h.Length is > 15 and < 260).Select(h => (Position: p, Line: h, Value: asked.Relevance(h) + Achievements.Strength(h), Order: i)))
            .OrderByDescending(h => h.Value).ThenBy(h => h.Order).Take(MostAchievements)
            .OrderBy(h => h.Order).ToList();
        if (best.Count == 0)
        {
            return brief.Cv.Education.FirstOrDefault(e => e.Degree is not null) is { } education
                ? speak.Say($"My training: {Degree(education)}.", $"Ma formation : {Degree(education)}.")
                : speak.Say("My CV, enclosed, shows what I have done.", "Mon CV, ci-joint, montre ce que j'ai fait.");
        }

        return string.Join(' ', best.GroupBy(h => h.Order).Select(g =>
        {
            string done = speak.List([.. g.Select(h => speak.Quote(h.Line.TrimEnd('.', ';', ' '), 260))]);
            return Role(speak, g.First().Position) is { } role
                ? speak.Say($"{Words.Capitalise(role)}, this is what I did: {done}.", $"{Words.Capitalise(role)}, voici ce que j'ai fait : {done}.")
                : speak.Say($"Among what I have done: {done}.", $"Parmi mes réalisations : {done}.");
        }));
    }

    private static string Offer(Wording speak, LetterBrief brief, FitScore fit)
    {
        var sentences = new List<string>();
        if (fit.MatchedSkills.Count > 0)
        {
            sentences.Add(speak.Say(
                $"Of what you ask for, I work with {speak.List([.. fit.MatchedSkills.Take(8)])}.",
                $"De ce que vous demandez, je pratique {speak.List([.. fit.MatchedSkills.Take(8)])}."));
        }
        else if (brief.Cv.Skills.Count > 0)
        {
            sentences.Add(speak.Say(
                $"I work with {speak.List([.. brief.Cv.Skills.Take(8)])}.", $"Je pratique {speak.List([.. brief.Cv.Skills.Take(8)])}."));
        }

        if (brief.Cv.Education.FirstOrDefault(e => e.Degree is not null) is { } education && brief.Cv.Positions.Any(p => p.Highlights.Count > 0))
        {
            sentences.Add(speak.Say($"My training: {Degree(education)}.", $"Ma formation : {Degree(education)}."));
        }

        sentences.Add(speak.Say(
            "I would be glad to talk with you about what you need first.", "J'aurais plaisir à échanger avec vous sur vos premiers besoins."));
        return string.Join(' ', sentences);
    }

    private static string Closing(Wording speak, CvProfile cv)
    {
        string name = cv.FullName is { } full ? $"\n{full}" : "";
        return speak.Say("Yours sincerely,", "Je vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.") + name;
    }

    /// <summary>"as Software Engineer at Acme".</summary>
    private static string? Role(Wording speak, Position position) => (position.Title, position.Organisation) switch
    {
        ({ } title, { } organisation) => speak.Say($"as {title} at {organisation}", $"comme {title} chez {organisation}"),
        ({ } title, null) => speak.Say($"as {title}", $"comme {title}"),
        (null, { } organisation) => speak.Say($"at {organisation}", $"chez {organisation}"),
        _ => null,
    };

    private static string Degree(EducationEntry education) =>
        education.Institution is null ? education.Degree! : $"{education.Degree}, {education.Institution}";

    private static string Count(Wording speak, int years) =>
        years == 1 ? speak.Say("one year", "un an") : speak.Say($"{years} years", $"{years} ans");
}
