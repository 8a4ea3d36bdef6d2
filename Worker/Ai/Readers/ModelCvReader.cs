using System.Globalization;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Ai.Readers;

/// <summary>
/// Reads CVs with a language model. Of its answer only what the document contains is kept; what is left empty comes from the built-in reader,
/// which also answers alone where the model can't.
/// </summary>
internal sealed class ModelCvReader(ReaderModel model, CvReader builtin) : ICvReader
{
    private static readonly PromptTemplate Template = PromptTemplate.Load("cv-parse");

    public async Task<CvProfile> ReadAsync(string text, DateOnly today, CancellationToken cancellationToken)
    {
        var prompt = Template.Render(
            new Dictionary<string, string> { ["cv"] = text },
            new Dictionary<string, string> { ["today"] = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
        var (answer, by) = await model.AskAsync(prompt, AnswersJson.Default.CvAnswer, cancellationToken);
        var read = builtin.Read(text, today);
        return answer is null ? read with { ReadBy = by } : Checked(answer, read, text, today, by);
    }

    private static CvProfile Checked(CvAnswer answer, CvProfile builtin, string text, DateOnly today, ReadBy by)
    {
        var source = new SourceText(text);
        string? name = source.KeepName(answer.FullName);
        IReadOnlyList<Position> positions =
            [.. CvReader.LatestFirst(answer.Positions.Select(position => Checked(position, source)).OfType<Position>(), p => (p.Start, p.End, p.Current))];
        IReadOnlyList<EducationEntry> education = [.. answer.Education.Select(entry => Checked(entry, source)).OfType<EducationEntry>()];
        IReadOnlyList<string> skills = [.. answer.Skills.Select(source.KeepSkill).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
        IReadOnlyList<SpokenLanguage> languages =
            [.. answer.SpokenLanguages.Where(l => source.Keep(l.Name) is not null).Select(l => new SpokenLanguage(l.Name.Trim(), source.Keep(l.Level)))];
        var profile = builtin with
        {
            Language = answer.Language,
            FullName = name ?? builtin.FullName,
            FirstName = name is null ? builtin.FirstName : source.Keep(answer.FirstName),
            LastName = name is null ? builtin.LastName : source.Keep(answer.LastName),
            NameConfidence = name is null ? builtin.NameConfidence : null,
            Title = source.Keep(answer.Title) ?? builtin.Title,
            Summary = source.Keep(answer.Summary) ?? builtin.Summary,
            Contact = new ContactDetails
            {
                Email = source.Keep(answer.Email) ?? builtin.Contact.Email,
                Phone = source.Keep(answer.Phone) ?? builtin.Contact.Phone,
                Location = source.Keep(answer.Location) ?? builtin.Contact.Location,
                Links = Or([.. answer.Links.Select(source.KeepLink).OfType<string>()], builtin.Contact.Links),
            },
            Positions = Or(positions, builtin.Positions),
            Education = Or(education, builtin.Education),
            Skills = Or(skills, builtin.Skills),
            KnownSkills =
            [
                .. builtin.KnownSkills
                    .Concat(skills.Select(skill => SkillLexicon.Builtin.Lookup(skill)).OfType<Skill>().Where(skill => !skill.IsSoft).Select(skill => skill.Name))
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            SpokenLanguages = Or(languages, builtin.SpokenLanguages),
            Certifications = Or(source.Keep(answer.Certifications), builtin.Certifications),
            YearsOfExperience = positions.Count == 0
                ? builtin.YearsOfExperience
                : ExperienceYears.Total(positions.Select(p => new DateRange(p.Start, p.End, p.Current, 0, 0)), today, text),
        };
        return profile with { ReadBy = by with { Dropped = source.Missing } };
    }

    /// <returns>Null when the document contains neither the title nor the employer.</returns>
    private static Position? Checked(PositionAnswer answer, SourceText source)
    {
        var (title, organisation) = (source.Keep(answer.Title), source.Keep(answer.Organisation));
        if (title is null && organisation is null)
        {
            return null;
        }

        var start = source.Keep(answer.Start);
        bool current = answer.Current && source.IsCurrent(start);
        var end = current ? null : source.Keep(answer.End) ?? (answer.Current ? source.EndOf(start) : null);
        return new Position(
            title, organisation, source.Keep(answer.Location),
            start, end is { } e && start is { } s && e.Year < s.Year ? null : end, current, source.Keep(answer.Highlights));
    }

    /// <returns>Null when the document contains neither the degree nor the institution.</returns>
    private static EducationEntry? Checked(EducationAnswer answer, SourceText source)
    {
        var (degree, institution) = (source.Keep(answer.Degree), source.Keep(answer.Institution));
        return degree is null && institution is null ? null : new EducationEntry(degree, institution, source.Keep(answer.Start), source.Keep(answer.End));
    }

    private static IReadOnlyList<T> Or<T>(IReadOnlyList<T> read, IReadOnlyList<T> builtin) => read.Count > 0 ? read : builtin;
}
