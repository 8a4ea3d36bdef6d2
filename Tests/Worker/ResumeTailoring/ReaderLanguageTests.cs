using AspireStreaming.Worker.Pipelines.JobMatching;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Tests.Worker.ResumeTailoring;

/// <summary>What is said about a résumé is in the language of its reader; what is written into it is in its own.</summary>
public sealed class ReaderLanguageTests
{
    public static readonly TheoryData<bool, string> Readers = new() { { false, "fr" }, { true, "en" } };

    [Theory]
    [MemberData(nameof(Readers))]
    public void InsightsRulesAndAssessmentsAreInTheLanguageOfTheReader(bool french, string reader)
    {
        var sample = french ? Samples.Infirmiere : Samples.Engineer;
        var posting = french ? Samples.PostingInfirmiere : Samples.BackendPosting;
        var fit = FitScorer.Score(sample.Cv, posting);
        var resume = ResumeText.Of(sample.Text, sample.Cv);
        var own = InsightFinder.Find(resume, sample.Cv, posting, fit);
        var read = InsightFinder.Find(resume, sample.Cv, posting, fit, reader);
        Assert.NotEmpty(own);
        Assert.Equal(own.Select(i => (i.Category, i.Importance)), read.Select(i => (i.Category, i.Importance)));
        Assert.All(own.Zip(read), pair => Assert.NotEqual(pair.First.Message, pair.Second.Message));

        var rules = RuleChecker.Check(sample.Text, sample.Cv, posting, Samples.Today);
        var readRules = RuleChecker.Check(sample.Text, sample.Cv, posting, Samples.Today, reader);
        Assert.Equal(rules.Select(r => (r.RuleId, r.Status)), readRules.Select(r => (r.RuleId, r.Status)));
        Assert.All(rules.Zip(readRules), pair => Assert.NotEqual(pair.First.Label, pair.Second.Label));

        Assert.Empty(Assessment.Write(sample.Cv, posting, fit, null).Intersect(Assessment.Write(sample.Cv, posting, fit, reader)));
        Assert.NotEqual(Assessment.Verdict(sample.Cv, fit, 80, null), Assessment.Verdict(sample.Cv, fit, 80, reader));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void EditsPutTheSameTextIntoTheResumeForEveryReader(bool french, string reader)
    {
        var sample = french ? Samples.Infirmiere : Samples.Engineer;
        var posting = french ? Samples.PostingInfirmiere : Samples.BackendPosting;
        var fit = FitScorer.Score(sample.Cv, posting);
        var own = EditPlanner.Plan(sample.Text, sample.Cv, posting, fit);
        var read = EditPlanner.Plan(sample.Text, sample.Cv, posting, fit, reader);
        Assert.NotEmpty(own.Edits);
        Assert.Equal(own.Edits.Select(e => (e.Before, e.After, e.Op)), read.Edits.Select(e => (e.Before, e.After, e.Op)));
        Assert.All(own.Edits.Zip(read.Edits), pair => Assert.NotEqual(pair.First.Reason, pair.Second.Reason));
        Assert.All(own.Advice.Zip(read.Advice), pair => Assert.NotEqual(pair.First.Message, pair.Second.Message));
    }

    [Fact]
    public void NumbersAreWrittenAsTheReaderWritesThem()
    {
        var cv = Samples.Engineer.Cv with { YearsOfExperience = 8.4 };
        var fit = FitScorer.Score(cv, Samples.BackendPosting);
        var resume = ResumeText.Of(Samples.Engineer.Text, cv);
        string Insights(string reader) => string.Join('\n', InsightFinder.Find(resume, cv, Samples.BackendPosting, fit, reader).Select(i => i.Message));
        Assert.Contains("8.4", Insights("en"), StringComparison.Ordinal);
        Assert.Contains("8,4", Insights("fr"), StringComparison.Ordinal);
        Assert.DoesNotContain("8.4", Insights("fr"), StringComparison.Ordinal);

        string Covered(string reader) => RuleChecker.Check(Samples.Engineer.Text, cv, Samples.BackendPosting, Samples.Today, reader)
            .Select(rule => rule.Detail).First(detail => detail.Contains('%', StringComparison.Ordinal));
        Assert.Matches("[0-9]%", Covered("en"));
        Assert.Matches("[0-9]\\u202F%", Covered("fr"));
    }

    [Fact]
    public void FrenchPunctuationHasItsSpaces()
    {
        var fit = FitScorer.Score(Samples.Engineer.Cv, Samples.BackendPosting);
        var text = string.Join('\n', Assessment.Write(Samples.Engineer.Cv, Samples.BackendPosting, fit, "fr"));
        Assert.DoesNotMatch("[^\\u00A0]:(\\s|$)| [:;?!%»]|« ", text);
        Assert.Contains("\u00A0:", text, StringComparison.Ordinal);
    }
}
