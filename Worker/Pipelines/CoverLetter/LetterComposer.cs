using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>
/// Composes a letter in English or French. Every name, title, figure, skill and achievement in it is from the CV, every wish of the employer
/// from the posting. The text between them is fixed phrases without a claim. Pure.
/// </summary>
internal static class LetterComposer
{
    private const int MostAchievements = 3;
    private const int MostSkills = 8;

    /// <summary>Salutation, three paragraphs, closing.</summary>
    public static IReadOnlyList<string> Compose(LetterBrief brief)
    {
        var speak = new Wording(brief.Language == "fr", Spaced: true);
        return
        [
            speak.Say(brief.Posting.Company is { } company ? $"Dear {company} team," : "Dear Sir or Madam,", "Madame, Monsieur,"),
            Motive(speak, brief),
            WorkParagraph.Write(speak, brief, MostAchievements) ?? Enclosed(speak, brief.Cv),
            Offer(speak, brief),
            Closing(speak, brief),
        ];
    }

    private static string Motive(Wording speak, LetterBrief brief)
    {
        var (cv, posting) = (brief.Cv, brief.Posting);
        string? job = posting.Title is null ? null : Roles.Title(speak, posting.Title);
        var sentences = new List<string>
        {
            (job, posting.Company) switch
            {
                ({ } title, { } company) => speak.Say(
                    $"I am applying for the position of {title} at {company}.", $"Je vous adresse ma candidature au poste {Wording.De(title)}{Roles.AtInFrench(company)}."),
                ({ } title, null) => speak.Say($"I am applying for the position of {title}.", $"Je vous adresse ma candidature au poste {Wording.De(title)}."),
                _ => speak.Say("I would like to offer you my experience.", "Je souhaite vous proposer mon expérience."),
            },
        };
        int years = (int)Math.Floor(cv.YearsOfExperience);
        string? now = cv.Positions.Count > 0 ? Roles.As(speak, ForReader(cv.Positions[0], posting)) : null;
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

        if (Attraction(speak, posting) is { } attraction)
        {
            sentences.Add(attraction);
        }

        return string.Join(' ', sentences);
    }

    /// <summary>The employer that the letter goes to knows its name.</summary>
    private static Position ForReader(Position position, JobPosting posting) =>
        position.Title is not null && string.Equals(position.Organisation, posting.Company, StringComparison.OrdinalIgnoreCase) ? position with { Organisation = null } : position;

    /// <summary>A task of the posting, if it is in the language of the letter and can be named in a sentence.</summary>
    private static string? Attraction(Wording speak, JobPosting posting)
    {
        if ((posting.Language == "fr") != speak.French)
        {
            return null;
        }

        foreach (string duty in posting.Responsibilities.Where(duty => duty.Length is > 10 and < 160))
        {
            if (!speak.French && WorkClauses.Verbal(duty, french: false, current: true) is { } verb && !EnglishVerbs.IsPast(Words.Of(duty)[0].Text))
            {
                return $"What draws me to the job is the chance to {verb}.";
            }

            if (WorkClauses.Nominal(duty, speak.French) is { } task)
            {
                return speak.Say($"What draws me to the job: {task}.", $"Dans votre offre, cette mission m'attire : {task}.");
            }
        }

        return null;
    }

    private static string Enclosed(Wording speak, CvProfile cv) => Training(speak, cv)
        ?? speak.Say("My CV, enclosed, shows what I have done.", "Mon CV, ci-joint, montre ce que j'ai fait.");

    private static string Offer(Wording speak, LetterBrief brief)
    {
        var sentences = new List<string>();
        var words = new SkillWords(
            (brief.Cv.Language == "fr") == speak.French ? brief.Resume : null, (brief.Posting.Language == "fr") == speak.French ? brief.PostingText : null);
        var matched = words.Of(FitScorer.Score(brief.Cv, brief.Posting).MatchedSkills.Take(MostSkills));
        if (matched.Count > 0)
        {
            sentences.Add(speak.Say($"Among the skills you ask for, I bring {speak.List(matched)}.", $"Parmi les compétences que vous demandez, j'apporte : {speak.List(matched)}."));
        }
        else if (brief.Cv.Skills.Count > 0)
        {
            string skills = speak.List([.. brief.Cv.Skills.Take(MostSkills)]);
            sentences.Add(speak.Say($"My skills include {skills}.", $"Mes compétences : {skills}."));
        }

        if (Training(speak, brief.Cv) is { } training && WorkParagraph.Write(speak, brief, MostAchievements) is not null)
        {
            sentences.Add(training);
        }

        sentences.Add(speak.Say(
            "I would welcome the chance to discuss what you need.", "Je me tiens à votre disposition pour échanger sur vos besoins."));
        return string.Join(' ', sentences);
    }

    private static string Closing(Wording speak, LetterBrief brief)
    {
        string name = brief.Cv.FullName is { } full ? $"\n{full}" : "";
        return speak.Say(
            brief.Posting.Company is null ? "Yours faithfully," : "Yours sincerely,", "Je vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.") + name;
    }

    private static string? Training(Wording speak, CvProfile cv)
    {
        if (cv.Education.FirstOrDefault(e => e.Degree is not null) is not { } education)
        {
            return null;
        }

        string degree = (education.Institution is null ? education.Degree! : $"{education.Degree}, {education.Institution}").TrimEnd('.', ' ');
        return speak.Say($"My qualifications include {degree}.", $"Ma formation : {degree}.");
    }

    private static string Count(Wording speak, int years) =>
        years == 1 ? speak.Say("one year", "un an") : speak.Say($"{years} years", $"{years} ans");
}
