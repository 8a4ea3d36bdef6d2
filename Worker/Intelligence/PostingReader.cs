using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Reads a job posting's text, English or French: title, company, must-haves, nice-to-haves, years, duties.
/// Deterministic, thread-safe, linear in the text; text after 200,000 characters is left out. Never throws, whatever the text is.
/// </summary>
public sealed partial class PostingReader(SkillLexicon lexicon) : IPostingReader
{
    private readonly SkillReader _skills = new(lexicon);

    public PostingReader() : this(SkillLexicon.Builtin) { }

    Task<JobPosting> IPostingReader.ReadAsync(string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read(text));
    }

    public JobPosting Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = TextLines.Split(text);
        var whole = string.Join('\n', lines);
        var requirements = new List<Requirement>();
        var duties = new List<string>();
        var section = PostingSection.None;
        foreach (var raw in lines)
        {
            var line = raw.Trim();
            if (line.Length == 0) continue;
            if (PostingHeadings.At(line) is { } heading)
            {
                section = heading.Section;
                if (heading.Below.Length == 0) continue;
                line = heading.Below;
            }

            foreach (var sentence in Sentences(TextLines.WithoutBullet(line)))
            {
                var kind = KindOf(sentence, section);
                var skills = _skills.Known(sentence);
                var years = RequiredYears.In(sentence);
                if (kind is { } k && (section is PostingSection.MustHave or PostingSection.NiceToHave || skills.Count > 0 || years is not null || Degree().IsMatch(sentence)))
                {
                    if (requirements.Count < 200 && sentence.Length > 2) requirements.Add(new Requirement(k, sentence, skills, years));
                }
                else if (section == PostingSection.Responsibilities && duties.Count < 100 && sentence.Length > 3) duties.Add(sentence);
            }
        }

        return new JobPosting
        {
            Language = LanguageDetector.Detect(whole),
            Title = PostingHeader.Title(lines),
            Company = PostingHeader.Company(lines),
            Location = PostingHeader.Location(lines),
            Skills = [.. _skills.Known(whole).Union(requirements.SelectMany(r => r.Skills))], // a name over two lines can hide one within a line
            Requirements = requirements,
            Responsibilities = duties,
            MinimumYears = Minimum(requirements, whole),
        };
    }

    // The wording of a sentence takes precedence over its section.
    private static RequirementKind? KindOf(string sentence, PostingSection section)
    {
        if (Nice().IsMatch(sentence)) return RequirementKind.NiceToHave;
        if (section == PostingSection.NiceToHave) return RequirementKind.NiceToHave;
        if (section == PostingSection.MustHave) return RequirementKind.MustHave;
        return Must().IsMatch(sentence) || (section is PostingSection.None && RequiredYears.In(sentence) is not null) ? RequirementKind.MustHave : null;
    }

    private static double? Minimum(List<Requirement> requirements, string whole)
    {
        var musts = requirements.Where(r => r.Kind == RequirementKind.MustHave && r.Years is not null).Select(r => r.Years).ToList();
        // The general figure comes first in a posting; single skills may ask for less or more.
        return musts.Count > 0 ? musts[0] : requirements.Count == 0 ? RequiredYears.In(whole) : null;
    }

    // "Must know C#. Azure is a plus." are two requirements.
    private static IEnumerable<string> Sentences(string line) =>
        line.Length < 40 ? [TextLines.FoldSpaces(line)] : SentenceEnd().Split(line).Select(s => TextLines.FoldSpaces(s)).Where(s => s.Length > 0);

    [GeneratedRegex(@"(?<=[\p{Ll}\p{N})#+]{2}[.;!?])\s+(?=\p{Lu})", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(
        @"(?<!\p{L})(?:nice[\s-]to[\s-]have|(?:is|are|would\sbe|as|considered)\s(?:an?\s)?(?:big\s|strong\s|real\s|definite\s)?(?:plus|bonus|asset|advantage)|a\s(?:big\s|strong\s|definite\s)?plus|bonus|preferred|preferably|desirable|desired|ideally|optional(?:ly)?|advantageous|appreciated|beneficial|not\s(?:required|mandatory)|" +
        @"souhaitée?s?|souhaitables?|un\s(?:vrai\s|réel\s|gros\s)?(?:plus|atout)|serai(?:t|ent)\s(?:un\splus|appréciée?s?)|appréciée?s?|atouts?|idéalement|de\spréférence|facultati(?:f|ve)s?|optionnel(?:le)?s?|bienvenue?s?|préférable)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Nice();

    [GeneratedRegex(
        @"(?<!\p{L})(?:must(?:[\s-]have)?|required?s?|requires|requirement|mandatory|essential|you\s(?:have|bring|know|are)|you'(?:ve|re)|needs?\sto|minimum|at\sleast|proven|solid|strong|proficien(?:t|cy)|experience\s(?:with|in)|knowledge\sof|expertise|" +
        @"indispensables?|requis(?:e|es)?|exigée?s?|obligatoires?|impérati(?:f|ve|vement)s?|nécessaires?|maîtrise[zr]?|vous\s(?:avez|maîtrisez|connaissez|justifiez|possédez|êtes|disposez)|au\smoins|minimum|expérience\s(?:en|dans|de|avec)|connaissances?|bonnes?\sconnaissances?|titulaire|diplômée?)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Must();

    [GeneratedRegex(@"(?<!\p{L})(?:degree|bachelor|master|diploma|diplôme|bac\s?\+\s?\d|licence|BTS|DUT|CAP|CACES|permis|license|certification|certified|DE\sd')(?!\p{Ll})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Degree();
}
