using System.Text;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CoverLetter;
using AspireStreaming.Worker.Pipelines.JobMatching;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Tests.Worker.Pipelines.Letters;

/// <summary>Letters and assessments of many people for offers of many trades, in both languages, checked for what a reader stumbles over.</summary>
public sealed class LetterListTests
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Data");

    private static readonly HashSet<string> NoKeywords =
        [.. "another other others any each while various several autre autres plusieurs aucun même aussi donc ainsi notamment selon depuis chaque afin".Split(' ').Select(TextFold.Fold)];

    private static readonly Lazy<IReadOnlyList<Written>> List = new(WriteAll);

    [Fact]
    public void NoReaderStumblesOverALetterOrAnAssessment()
    {
        var faults = new List<string>();
        foreach (var written in List.Value)
        {
            var rules = new TextFaults(written.Language, written.Resume, written.Offer);
            faults.AddRange(rules.Of(written.Letter).Concat(rules.InLetter(written.Letter)).Concat(rules.Of(written.Assessment)).Select(fault => $"{written.Name}: {fault}"));
            faults.AddRange(QuotedInLetter(written).Select(fault => $"{written.Name}: {fault}"));
        }

        Assert.True(faults.Count == 0, $"{faults.Count} faults\n{string.Join('\n', faults.Take(60))}");
        Assert.InRange(List.Value.Count(w => w.Language == "fr"), 40, 1000);
        Assert.InRange(List.Value.Count(w => w.Language == "en"), 40, 1000);
    }

    [Fact]
    public void NoTitleIsACompanyNoStopWordAKeywordAndNoLegalFormASkill()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Data, "offers")))
        {
            string text = File.ReadAllText(file);
            var posting = new PostingReader().Read(text);
            Assert.NotNull(posting.Title);
            Assert.NotNull(posting.Company);
            Assert.False(JobTitles.IsTitle(posting.Company) && !HeadNouns.IsOrganisation(posting.Company), $"{posting.Company} in {file}");
            Assert.DoesNotContain(PostingKeywords.Of(posting), keyword => NoKeywords.Contains(TextFold.Fold(keyword.Term)));
            Assert.DoesNotContain("SAS", posting.Skills);
            Assert.DoesNotContain(posting.Requirements, requirement => requirement.Skills.Contains("SAS"));

            // The title comes twice when a form gives it too.
            string title = posting.Title;
            Assert.NotEqual(title, new PostingReader().Read($"{title}\n\n{text}").Company);
        }
    }

    [Theory]
    [InlineData("Statistics in SAS and R", true)]
    [InlineData("Python, R, SAS", true)]
    [InlineData("Base SAS programming", true)]
    [InlineData("Martin SAS, Lyon", false)]
    [InlineData("La SAS Martin recrute", false)]
    [InlineData("SAS au capital de 10 000 €", false)]
    public void SasIsASkillOnlyWhereSkillsAreNamed(string text, bool isSkill) =>
        Assert.Equal(isSkill, SkillLexicon.Builtin.Find(text).Any(mention => mention.Skill.Name == "SAS"));

    [Theory]
    [InlineData("en", "As Chef, this is what I did: “Grill and sauce sections”..", "punctuation")]
    [InlineData("en", "I bring 1 years of experience.", "number")]
    [InlineData("en", "Score 50 % of it.", "English spaces")]
    [InlineData("en", "I bring {skills}.", "placeholder")]
    [InlineData("en", "I close the books of four entities each month. I close the books of four entities each month.", "said twice")]
    [InlineData("en", "It is good. it is done.", "lower-case sentence")]
    [InlineData("en", "I runs a brigade.", "article")]
    [InlineData("fr", "J'apporte 3 ans d'expérience comme Infirmière chez CHU de Lille.", "contraction")]
    [InlineData("fr", "Ma candidature au poste de infirmière.", "elision")]
    [InlineData("fr", "en tant qu'Infirmière (CHU).", "capital in a sentence")]
    [InlineData("fr", "Mes compétences : Accounting.", "French spaces")]
    [InlineData("fr", "Mes compétences\u00A0: Wound care.", "English word")]
    [InlineData("fr", "Il faut que il vienne.", "elision")]
    [InlineData("fr", "Le service de le client.", "contraction")]
    [InlineData("fr", "Avec un expérience.", "gender")]
    [InlineData("fr", "Deux  espaces.", "spaces")]
    [InlineData("fr", "Comme électricien (Volt'Auvergne (Riom)), j'ai posé des câbles.", "brackets")]
    [InlineData("en", "As Porter (nights) (Hotel Ritz), I carried bags.", "brackets")]
    [InlineData("en", "As Porter (Hotel Ritz, I carried bags.", "brackets")]
    [InlineData("fr", "En tant que maçon (BTP), j'ai eu pour mission\u00A0: coffrage. En tant que chef (Rail), j'ai eu pour mission\u00A0: planning.", "begins again")]
    [InlineData("fr", "Pour Acme, j'ai eu pour mission\u00A0: coffrage. Chez Rail, j'ai eu pour mission\u00A0: planning.", "same words")]
    [InlineData("en", "As Porter at Ritz, I took care of bags. As Clerk at Ibis, I took care of bills.", "same words")]
    [InlineData("en", "I also sold bags. I also took care of bills.", "begins again")]
    [InlineData("en", "I take care of own the budget.", "verb in a list")]
    [InlineData("en", "I coordinate support; runs the choir.", "agreement")]
    [InlineData("en", "I bring one year, most recently as Porter at Ritz.\n\nAs Porter at Ritz, I carried bags.", "same words")]
    public void TheRulesFindTheFaultsThatTheyName(string language, string text, string fault) =>
        Assert.Contains(new TextFaults(language).Of(text).Concat(new TextFaults(language).InLetter(text)), found => found.StartsWith(fault, StringComparison.Ordinal));

    /// <summary>A letter tells in sentences of its own; it quotes nothing.</summary>
    private static IEnumerable<string> QuotedInLetter(Written written) =>
        written.Letter.Where(c => c is '“' or '”' or '«' or '»' && !written.Resume.Contains(c, StringComparison.Ordinal) && !written.Offer.Contains(c, StringComparison.Ordinal)).Take(1).Select(c => $"quotation: {c}");

    private static IReadOnlyList<Written> WriteAll()
    {
        var list = new List<Written>();
        var offers = Directory.EnumerateFiles(Path.Combine(Data, "offers")).Order(StringComparer.Ordinal).ToList();
        var resumes = Directory.EnumerateFiles(Path.Combine(Data, "labelled"), "*.txt", SearchOption.AllDirectories).Append(Path.Combine(Data, "john-doe.txt")).Order(StringComparer.Ordinal);
        var (reader, postings) = (new CvReader(), new PostingReader());
        foreach (string file in resumes)
        {
            string resume = File.ReadAllText(file);
            var cv = reader.Read(resume, new DateOnly(2026, 11, 20));
            var fitting = offers.Where(offer => Path.GetFileName(offer).StartsWith(cv.Language, StringComparison.Ordinal))
                .Select(offer => (Name: Path.GetFileNameWithoutExtension(offer), Text: File.ReadAllText(offer)))
                .Select(offer => (offer.Name, offer.Text, Posting: postings.Read(offer.Text)))
                .OrderByDescending(offer => FitScorer.Score(cv, offer.Posting).Overall).Take(2);
            foreach (var (name, text, posting) in fitting)
            {
                string letter = string.Join("\n\n", LetterComposer.Compose(new LetterBrief(resume, text, cv, posting, cv.Language, "")));
                var assessment = new StringBuilder();
                var score = new BuiltinJobScorer(postings).ScoreAsync(new Candidate(resume, cv), new OfferedJob(posting.Title, null, text), piece => assessment.Append(piece), CancellationToken.None).GetAwaiter().GetResult();
                list.Add(new Written($"{Path.GetFileName(file)} for {name}", cv.Language, resume, text, letter, $"{assessment}\n\n{score.Summary}"));
            }
        }

        if (Environment.GetEnvironmentVariable("LETTERS") is { Length: > 0 } path)
        {
            File.WriteAllText(path, string.Join("\n\n", list.Select(w => $"## {w.Name}\n\n{w.Letter}\n\n---\n{w.Assessment}")));
        }

        return list;
    }

    private sealed record Written(string Name, string Language, string Resume, string Offer, string Letter, string Assessment);
}
