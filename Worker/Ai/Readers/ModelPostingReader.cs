using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Ai.Readers;

/// <summary>
/// Reads job postings with a language model. Of its answer only what the document contains is kept; what is left empty comes from the built-in
/// reader, which also answers alone where the model can't.
/// </summary>
internal sealed class ModelPostingReader(ReaderModel model, PostingReader builtin) : IPostingReader
{
    private static readonly PromptTemplate Template = PromptTemplate.Load("posting-parse");

    public async Task<JobPosting> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var prompt = Template.Render(new Dictionary<string, string> { ["posting"] = text });
        var (answer, by) = await model.AskAsync(prompt, AnswersJson.Default.PostingAnswer, cancellationToken);
        var read = builtin.Read(text);
        return answer is null ? read with { ReadBy = by } : Checked(answer, read, text, by);
    }

    private static JobPosting Checked(PostingAnswer answer, JobPosting builtin, string text, ReadBy by)
    {
        var source = new SourceText(text);
        List<Requirement> requirements = [.. answer.Requirements.Select(requirement => Checked(requirement, source)).OfType<Requirement>()];
        var musts = requirements.Where(r => r.Kind == RequirementKind.MustHave && r.Years is not null).Select(r => r.Years).ToList();
        var skills = Skills(answer.Skills, source);
        var duties = source.Keep(answer.Responsibilities);
        var posting = builtin with
        {
            Language = answer.Language,
            Title = source.Keep(answer.Title) ?? builtin.Title,
            Company = source.Keep(answer.Company) ?? builtin.Company,
            Location = source.Keep(answer.Location) ?? builtin.Location,
            Skills = skills.Count > 0 ? skills : builtin.Skills,
            Requirements = requirements.Count > 0 ? requirements : builtin.Requirements,
            Responsibilities = duties.Count > 0 ? duties : builtin.Responsibilities,
            MinimumYears = requirements.Count == 0 || musts.Count == 0 ? builtin.MinimumYears : musts[0],
        };
        return posting with { ReadBy = by with { Dropped = source.Missing } };
    }

    /// <returns>Null when the document does not contain the sentence.</returns>
    private static Requirement? Checked(RequirementAnswer answer, SourceText source) => source.Keep(answer.Text) is not { } text ? null : new Requirement(
        answer.Kind == RequirementAnswer.NiceToHave ? RequirementKind.NiceToHave : RequirementKind.MustHave,
        text,
        Skills(answer.Skills, source),
        RequiredYears.In(text));

    private static IReadOnlyList<string> Skills(IEnumerable<string> skills, SourceText source) =>
        [.. skills.Select(source.KeepSkill).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
}
