using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Tests.Worker.ResumeTailoring;

public class TailoringTextTests
{
    [Theory]
    [InlineData("C++ & C#, Node.js; .NET: 40% of 1,000 (10M+) l'Équipe CI/CD.", "c++ c# node.js .net 40% of 1,000 10m+ l equipe ci cd")]
    [InlineData("scienti\uFB01c co\u00ADoperate", "scientific cooperate")]
    [InlineData("", "")]
    public void TextIsCutIntoComparableWords(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Words.Of(text).Select(w => w.Text)));

    [Fact]
    public void APhraseIsFoundAcrossALineEndButNotAcrossPunctuation()
    {
        var index = new TermIndex("Google\nCloud, Platform. Sacramento, CA");
        Assert.True(index.Contains("google cloud"));
        Assert.False(index.Contains("Cloud Platform"));
        Assert.True(index.Contains("Sacramento, CA"));
        Assert.False(index.Contains("Goo"));
        Assert.False(index.Contains(""));
    }

    [Fact]
    public void FormsOfAWordShareAStem() =>
        Assert.Single(((string[])["managing", "managed", "management", "manage", "manages"]).Select(Lexicon.Stem).Distinct());

    [Theory]
    [InlineData("03/2021", MonthStyle.Long, false, "March 2021")]
    [InlineData("Sept. 2019 – Feb 2020", MonthStyle.Numeric, false, "09/2019 – 02/2020")]
    [InlineData("février 2020", MonthStyle.Numeric, true, "02/2020")]
    [InlineData("May 2020", MonthStyle.Short, false, "May 2020")]
    [InlineData("12/03/2021, 2019, Room 2020", MonthStyle.Long, false, "12/03/2021, 2019, Room 2020")]
    public void MonthsAreRewritten(string text, object style, bool french, string expected) =>
        Assert.Equal(expected, DateStyle.Restyle(text, (MonthStyle)style, french));

    [Fact]
    public void InsightsNameFactsTheMostImportantFirst()
    {
        var (text, cv) = Samples.Engineer;
        var posting = Samples.BackendPosting with { MinimumYears = 12, Language = "fr" };
        var insights = InsightFinder.Find(ResumeText.Of(text, cv), cv, posting, FitScorer.Score(cv, posting));

        Assert.Equal(Importance.High, insights[0].Importance);
        Assert.Equal(insights.OrderByDescending(i => i.Importance), insights);
        Assert.Contains(insights, i => i is { Category: "experience", Importance: Importance.High } && i.Message.Contains("12", StringComparison.Ordinal));
        Assert.Contains(insights, i => i.Category == "risk" && i.Message.Contains("French", StringComparison.Ordinal));
        Assert.Contains(insights, i => i.Message.Contains("PostgreSQL", StringComparison.Ordinal));
    }

    [Fact]
    public void AnEditIsAppliedWhereItsLinesStandNowOrReportedAsSkipped()
    {
        var cv = new CvProfile { Language = "en" };
        ResumeEdit change = new("S", DiffOp.Change, "b", "B", "", "", 5), gone = new("S", DiffOp.Remove, "zz", "", "", "", 0);
        var written = ResumeWriter.Write("a\nb\nc", cv, [gone, change]);
        Assert.Equal("a\nB\nc", written.Text);
        Assert.Equal([gone], written.Skipped);
        Assert.Equal([change], written.Applied);
    }

    [Fact]
    public void MarkdownMarksUpTheStructureAndEscapesTheRest()
    {
        var sample = Samples.Read("Ann Lee\nclerk_1@example.org\n\nEXPERIENCE\nClerk | *Shop* | 2019 - 2020\n• Sold <b>5</b> cars\n  in a day\n• Ran 2 tills\n1. odd\n", "en", "Ann Lee", null, [], 1, [], new());
        Assert.Equal("""
            # Ann Lee

            clerk\_1@example.org

            ## EXPERIENCE

            ### Clerk \| \*Shop\* \| 2019 - 2020

            - Sold \<b\>5\</b\> cars in a day
            - Ran 2 tills

            1\. odd

            """.Replace("\r", "", StringComparison.Ordinal), ResumeWriter.Write(sample.Text, sample.Cv, []).Markdown);
    }
}
