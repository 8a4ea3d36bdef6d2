using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Tests.Worker.ResumeTailoring;

public class RuleCheckerTests
{
    private static RuleResult Check(string rule, CvProfile? cv = null, string? text = null, JobPosting? posting = null) =>
        RuleChecker.Check(text ?? Samples.Engineer.Text, cv ?? Samples.Engineer.Cv, posting, Samples.Today).Single(r => r.RuleId == rule);

    [Fact]
    public void EveryRuleAnswersInOrderAndInTheResumesLanguage()
    {
        var results = RuleChecker.Check(Samples.Infirmiere.Text, Samples.Infirmiere.Cv, Samples.PostingInfirmiere, Samples.Today);

        Assert.Equal(RuleChecker.Rules.Select(r => r.Id), results.Select(r => r.RuleId));
        Assert.Equal(results.Count, results.Select(r => r.RuleId).Distinct().Count());
        Assert.Contains(results, r => r is { RuleId: "contact.email", Label: "Adresse e-mail", Status: ValidationStatus.Pass });
        Assert.All(results, r => Assert.NotEmpty(r.Detail));
    }

    [Fact]
    public void MissingContactDataIsNoticed()
    {
        var cv = Samples.Engineer.Cv with { Contact = new() { Email = "jane at home", Phone = "12", Links = ["http//broken", "https://ok.example.org/x"] } };
        Assert.Equal(ValidationStatus.Warn, Check("contact.email", cv).Status);
        Assert.Equal(ValidationStatus.Warn, Check("contact.phone", cv).Status);
        Assert.Equal(ValidationStatus.Warn, Check("contact.location", cv).Status);
        Assert.Contains("http//broken", Check("contact.links", cv).Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("ok.example.org", Check("contact.links", cv).Detail, StringComparison.Ordinal);
        Assert.Equal(ValidationStatus.Fail, Check("contact.email", cv with { Contact = new() }).Status);
    }

    [Theory]
    [InlineData(2020, 5, 2019, 1, ValidationStatus.Fail)]
    [InlineData(2019, 5, 2019, 4, ValidationStatus.Fail)]
    [InlineData(2019, null, 2019, 4, ValidationStatus.Pass)]
    [InlineData(2019, 1, 2019, 1, ValidationStatus.Pass)]
    [InlineData(2026, 1, 2027, 1, ValidationStatus.Warn)]
    [InlineData(2024, 1, 2026, 1, ValidationStatus.Warn)]
    public void DatesAreComparedWithEachOtherAndToday(int startYear, int? startMonth, int endYear, int? endMonth, ValidationStatus expected)
    {
        var cv = Samples.Engineer.Cv with { Positions = [new("Clerk", "X", null, new(startYear, startMonth), new(endYear, endMonth), false, [])] };
        Assert.Equal(expected, Check("dates.order", cv).Status);
    }

    [Fact]
    public void AGapOfMoreThanAYearIsNamed()
    {
        Position At(YearMonth from, YearMonth? to) => new("Clerk", "X", null, from, to, to is null, []);
        var gap = Check("dates.gaps", Samples.Engineer.Cv with { Positions = [At(new(2022, 6), null), At(new(2018, 1), new(2020, 12))] });
        Assert.Equal(ValidationStatus.Warn, gap.Status);
        Assert.Contains("01/2021 to 05/2022 (17 months)", gap.Detail, StringComparison.Ordinal);
        // Dates without months may have no gap: 2020 to 2021.
        Assert.Equal(ValidationStatus.Pass, Check("dates.gaps", Samples.Engineer.Cv with { Positions = [At(new(2021, null), null), At(new(2018, null), new(2020, null))] }).Status);
        // The entry with the latest end counts, not the last entry.
        Assert.Equal(ValidationStatus.Pass, Check("dates.gaps", Samples.Engineer.Cv with { Positions = [At(new(2010, 1), null), At(new(2011, 1), new(2012, 1)), At(new(2020, 1), new(2021, 1))] }).Status);
    }

    [Fact]
    public void MixedDateFormatsGiveAWarningAndTailoringFixesThem()
    {
        var (text, cv) = Samples.Engineer;
        Assert.Equal(ValidationStatus.Warn, Check("dates.format").Status);
        var plan = EditPlanner.Plan(text, cv, Samples.BackendPosting, FitScorer.Score(cv, Samples.BackendPosting));
        Assert.Equal(ValidationStatus.Pass, Check("dates.format", text: ResumeWriter.Write(text, cv, plan.Edits).Text).Status);
    }

    [Theory]
    [InlineData("style.first_person", "I managed the shop and my team")]
    [InlineData("style.passive", "The budget was reduced by 4 teams")]
    [InlineData("style.action_verbs", "Responsible for the night shift")]
    [InlineData("style.repetition", "Led the the team")]
    [InlineData("format.characters", "Improved of\uFB01ce work flow")]
    public void StyleErrorsAreReportedAtTheirPlace(string rule, string bullet)
    {
        var clean = Samples.Read("A B\nEXPERIENCE\n- Led 3 teams, level I and II\nSKILLS\nExcel", "en", "A B", null, [], 0, [], new());
        Assert.Equal(ValidationStatus.Pass, Check(rule, clean.Cv, clean.Text).Status);
        Assert.Equal(ValidationStatus.Warn, Check(rule, clean.Cv, clean.Text.Replace("Led 3 teams, level I and II", bullet, StringComparison.Ordinal)).Status);
    }

    [Fact]
    public void CoverageOfMustHavesFollowsTheScore()
    {
        Assert.Equal(ValidationStatus.Pass, Check("keywords.must_have", posting: Samples.BackendPosting).Status);
        var result = Check("keywords.must_have", Samples.Infirmiere.Cv, Samples.Infirmiere.Text, Samples.BackendPosting);
        Assert.Equal(ValidationStatus.Fail, result.Status);
        Assert.Contains("PostgreSQL", result.Detail, StringComparison.Ordinal);
    }
}
