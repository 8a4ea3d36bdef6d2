using AspireStreaming.Streaming.Events;
using System.Text;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Tests.Worker.ResumeTailoring;

public class EditPlannerTests
{
    private static EditPlan Plan(Sample sample, JobPosting posting) =>
        EditPlanner.Plan(sample.Text, sample.Cv, posting, FitScorer.Score(sample.Cv, posting));

    private static string Tailor(Sample sample, JobPosting posting) =>
        ResumeWriter.Write(sample.Text, sample.Cv, Plan(sample, posting).Edits).Text;

    [Fact]
    public void AnEngineersResumeIsTailoredToThePosting()
    {
        var lines = Tailor(Samples.Engineer, Samples.BackendPosting).Split('\n');

        Assert.Equal("Senior Software Engineer", lines[1]); // an earlier title that is closer to the requested title
        Assert.Contains("Languages: Go, Python, TypeScript", lines);
        Assert.Contains("Tools: Terraform, Docker, Git", lines);
        Assert.Contains("Also: PostgreSQL, Kafka", lines);
        Assert.Contains("- Manage a team of 4 and oversee the release calendar", lines);
        Assert.Contains("- Responsible for building maintenance dashboards", lines); // might mean "building maintenance": not changed
        Assert.Contains("Software Engineer | Pinecone Labs | Jun 2018 - Feb 2021", lines);
        Assert.DoesNotContain("References available upon request", lines);

        var bullets = lines.Where(l => l.StartsWith("- ", StringComparison.Ordinal)).ToList();
        Assert.StartsWith("- Reduced API latency", bullets[0], StringComparison.Ordinal);
        Assert.Equal("  across all regions", lines[Array.IndexOf(lines, bullets[0]) + 1]);
        var summary = string.Join(' ', lines.SkipWhile(l => l != "SUMMARY").Skip(1).TakeWhile(l => l.Length > 0));
        Assert.Equal("Software engineer with 6+ years of experience building web services. Skilled in Go, PostgreSQL, Kafka and Terraform. "
            + "Reduced API latency by 40% with Redis caching and Kafka across all regions.", summary);
    }

    [Fact]
    public void AnEarlierTitleNeverBecomesTheHeadline()
    {
        const string text = """
            JOHN DOE
            Software Engineer

            EXPERIENCE

            Senior Software Engineer | TechCorp | 2021 - Present
            - Led a migration to events

            Junior Web Developer | WebAgency | 2018 - 2019
            - Developed pages
            """;
        var cv = new CvReader().Read(text, new DateOnly(2026, 11, 20));
        var posting = new JobPosting { Language = "en", Title = "Web Developer" };

        var edits = EditPlanner.Plan(text, cv, posting, FitScorer.Score(cv, posting)).Edits;

        Assert.DoesNotContain(edits, e => e.After.Contains("Junior", StringComparison.Ordinal));
    }

    [Fact]
    public void AFrenchNursesResumeGetsItsSummaryInFrench()
    {
        var text = Tailor(Samples.Infirmiere, Samples.PostingInfirmiere);

        Assert.Contains("PROFIL\nInfirmière avec expérience depuis 2014, compétences : soins palliatifs et prélèvements.", text, StringComparison.Ordinal);
        Assert.Contains("• Gestion des stocks de médicaments", text, StringComparison.Ordinal);
        Assert.Contains("soins palliatifs, prélèvements, Pansements, transmissions", text, StringComparison.Ordinal);
        Assert.Contains("• Participation aux réunions de service", text, StringComparison.Ordinal); // the claim is not strengthened
        Assert.All(Plan(Samples.Infirmiere, Samples.PostingInfirmiere).Edits, e => Assert.DoesNotMatch(@"\b(the|and|added|moved)\b", e.Summary + e.Reason));
    }

    [Fact]
    public void AFactMissingInTheResumeIsAdviceAndNeverAnEdit()
    {
        var posting = Samples.BackendPosting with { Requirements = [new(RequirementKind.MustHave, "COBOL", ["COBOL"], null)], Skills = ["COBOL"] };
        var plan = Plan(Samples.Engineer, posting);

        Assert.Contains(plan.Advice, a => a.Topic == "skill" && a.Message.Contains("COBOL", StringComparison.Ordinal));
        Assert.DoesNotContain(plan.Edits, e => e.After.Contains("COBOL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Responsible for managing budgets and supervising 4 nurses", false, "Managed budgets and supervised 4 nurses")]
    [InlineData("Responsible for managing budgets", true, "Manage budgets")]
    [InlineData("Was responsible for training new staff", false, "Trained new staff")]
    [InlineData("Tasked with preparing the payroll of 80 people", false, "Prepared the payroll of 80 people")]
    [InlineData("Successfully launched 3 shops", false, "Launched 3 shops")]
    [InlineData("Responsible for building maintenance", false, null)]
    [InlineData("Responsible for planning and reporting", false, null)]
    [InlineData("Responsible for managing budgets and reporting", false, null)]
    [InlineData("Responsible for managing invoices, juggling clients", false, null)]
    [InlineData("Responsible for training of staff", false, null)]
    [InlineData("Responsible for the night shift", false, null)]
    [InlineData("Helped managing the team", false, null)]
    [InlineData("Responsible for managing", false, null)]
    public void WeakOpeningsAreTightenedOnlyWhereTheGrammarIsCertain(string text, bool current, string? expected) =>
        Assert.Equal(expected, BulletOpenings.Tighten(text, french: false, current));

    [Theory]
    [InlineData("Responsable de la gestion des stocks", "Gestion des stocks")]
    [InlineData("Chargée du suivi des clients", "Suivi des clients")]
    [InlineData("En charge de l'accueil des familles", "Accueil des familles")]
    [InlineData("Responsable d'atelier", null)]
    [InlineData("Participation à la gestion des stocks", null)]
    public void FrenchOpeningsAreReducedToTheActionsNoun(string text, string? expected) =>
        Assert.Equal(expected, BulletOpenings.Tighten(text, french: true, current: false));

    [Fact]
    public void NoEditStatesANewFactAndEachReplacesTheAuthorsOwnLines() => CheckEdits(0, 200);

    [Fact]
    [Trait("Category", "Long")]
    public void NoEditOfMoreSamplesStatesANewFact() => CheckEdits(200, 500);

    private static void CheckEdits(int first, int end)
    {
        var ops = new HashSet<DiffOp>();
        for (var seed = first; seed < end; seed++)
        {
            var (resume, posting) = Samples.Generate(seed);
            var original = string.Join('\n', ResumeText.Split(resume.Text));
            var own = Words.Of(original).Select(w => w.Text).ToHashSet();
            var plan = Plan(resume, posting);
            Assert.True(plan.Edits.Count <= EditPlanner.MaxEdits);
            var now = original;
            foreach (var edit in plan.Edits)
            {
                ops.Add(edit.Op);
                Assert.NotEqual(edit.Before, edit.After);
                Assert.NotEmpty(edit.Summary);
                Assert.Equal(edit.Op == DiffOp.Add, edit.Before.Length == 0 && !edit.Before.Contains('\n'));
                Assert.All(edit.Before.Split('\n'), line => Assert.Contains(line, original, StringComparison.Ordinal));
                Assert.Contains(edit.Before, now, StringComparison.Ordinal);
                // Checks without the guard: each figure or name (a capital within a line) is a word of the résumé.
                foreach (var word in Words.Of(DateStyle.Canonicalise(edit.After)).Where(w => w.HasDigit))
                    Assert.Contains(word.Text, Words.Of(DateStyle.Canonicalise(original)).Select(w => w.Text));
                foreach (var skill in posting.Skills.Where(s => edit.After.Contains(s, StringComparison.Ordinal)))
                    Assert.Contains(skill, original, StringComparison.Ordinal);
                Assert.DoesNotContain(posting.Company!, edit.After, StringComparison.Ordinal);
                now = ResumeWriter.Write(now, resume.Cv, [edit]).Text;
            }
            var written = ResumeWriter.Write(resume.Text, resume.Cv, plan.Edits);
            Assert.Empty(written.Skipped);
            Assert.Equal(now, written.Text);
            Assert.Equal(plan.Edits, Plan(resume, posting).Edits);
            var added = Words.Of(written.Text).Select(w => w.Text).Where(w => !own.Contains(w)).ToList();
            Assert.All(added, w => Assert.True(new FactGuard("").Allows(w) || DateStyle.Find(written.Text).Count > 0, $"seed {seed}: {w}"));
        }
        Assert.Equal(3, ops.Count);
    }

    [Fact]
    public void TailoringLosesNoSkill()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (resume, posting) = Samples.Generate(seed);
            var text = Tailor(resume, posting);
            // Every skill of the résumé stays in the text.
            var index = new TermIndex(text);
            Assert.All(resume.Cv.Skills, s => Assert.True(index.Contains(s), $"seed {seed}: lost {s}"));
        }
    }

    [Theory]
    [InlineData("- Responsible for managing ")]
    [InlineData("a")]
    [InlineData("\t")]
    [InlineData("((((")]
    [InlineData("Go, ")]
    [InlineData("SKILLS\n")]
    [InlineData("- x\n")]
    [InlineData("I was responsible for managing and managing and \n")]
    [InlineData("1,1,1/2020 ")]
    [InlineData("\uFB01\u200B")]
    public void AHostileTextIsReadInBoundedWork(string unit)
    {
        var body = new StringBuilder().Insert(0, unit, 150_000 / unit.Length).ToString();
        var sample = Samples.Read($"X Y\nEXPERIENCE\n{body}\nSKILLS\n{body}\nSUMMARY\n{body}", "en", "X Y", "Engineer", ["Go"], 1, [], new());
        var plan = Plan(sample, Samples.BackendPosting);
        var written = ResumeWriter.Write(sample.Text, sample.Cv, plan.Edits);
        Assert.Empty(written.Skipped);
        Assert.True(plan.Edits.Count <= EditPlanner.MaxEdits);
        Assert.Equal(RuleChecker.Rules.Count, RuleChecker.Check(written.Text, sample.Cv, Samples.BackendPosting, Samples.Today).Count);
    }
}
