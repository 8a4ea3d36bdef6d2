namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>What stands in the margins of pages and beside entries.</summary>
public class PdfMarginTests
{
    [Fact]
    public async Task AFootThatRunsOverThePagesIsNoText()
    {
        var lines = await Lines(new PdfBuilder()
            .Lines(50, 780, "Nora Castle", "EXPERIENCE", "Clerk, Lakeside Bank", "May 2012 - June 2015").Text(50, 30, "12 May 2025").Text(300, 30, "Nora Castle, Curriculum vitae")
            .NewPage().Lines(50, 780, "EDUCATION", "Diploma in Tourism, Harbor College").Text(50, 30, "12 May 2025").Text(300, 30, "Nora Castle, Curriculum vitae").Build());

        Assert.Equal(["Nora Castle", "EXPERIENCE", "Clerk, Lakeside Bank", "May 2012 - June 2015", "EDUCATION", "Diploma in Tourism, Harbor College"], lines);
    }

    [Fact]
    public async Task DatesAtTheFootOfEachPageAreText()
    {
        var lines = await Lines(new PdfBuilder()
            .Lines(50, 780, "Nora Castle", "EXPERIENCE", "Clerk, Lakeside Bank").Text(50, 40, "Leeds, 2012 - 2015")
            .NewPage().Lines(50, 780, "Porter, Oakline Hotels", "Kept the luggage", "Met the guests").Text(50, 40, "Leeds, 2010 - 2011").Build());

        Assert.Contains("Leeds, 2012 - 2015", lines);
        Assert.Contains("Leeds, 2010 - 2011", lines);
    }

    [Fact]
    public async Task AHeadThatRunsOverThePagesStaysOnTheFirst()
    {
        var lines = await Lines(new PdfBuilder()
            .Text(50, 810, "Nora Castle, Leeds").Lines(50, 700, "EXPERIENCE", "Clerk, Lakeside Bank", "May 2012 - June 2015")
            .NewPage().Text(50, 810, "Nora Castle, Leeds").Lines(50, 700, "Porter, Oakline Hotels", "May 2010 - June 2011").Build());

        Assert.Equal(["Nora Castle, Leeds", "EXPERIENCE", "Clerk, Lakeside Bank", "May 2012 - June 2015", "Porter, Oakline Hotels", "May 2010 - June 2011"], lines);
    }

    [Fact]
    public async Task DatesAndAPlaceInANarrowColumnAreOneRowAboveTheirEntry()
    {
        var page = new PdfBuilder().Lines(50, 780, "Nora Castle", "EXPERIENCE");
        var entries = new[] { ("March 2018 -", "June 2022", "Leeds", "Site Manager"), ("May 2014 -", "March 2018", "Leeds", "Foreman"), ("July 2010 -", "April 2014", "York", "Joiner") };
        foreach (var (n, (start, end, place, title)) in entries.Index())
            page.Lines(50, 740 - (60 * n), start, end, place).Lines(150, 740 - (60 * n), $"{title}, Harbour Builders", "Planned the work of three sites and kept the costs", "Trained four apprentices");

        var lines = await Lines(page.Build());

        Assert.Equal(["March 2018 - June 2022\tLeeds", "Site Manager, Harbour Builders", "Planned the work of three sites and kept the costs", "Trained four apprentices", "May 2014 - March 2018\tLeeds", "Foreman, Harbour Builders"], lines[2..8]);
    }

    [Fact]
    public async Task AHeadingInTheMarginThatIsSetLowerStandsAboveItsSection()
    {
        var lines = await Lines(new PdfBuilder().Text(50, 780, "Nora Castle")
            .Text(50, 733, "EXPERIENCE", 14).Lines(180, 740, "Site Manager, Harbour Builders", "March 2018 - June 2022", "Planned the work of three sites", "Trained four apprentices")
            .Text(50, 643, "EDUCATION", 14).Lines(180, 650, "Diploma in Construction", "Harbor College, 2014", "Passed with a special award")
            .Text(50, 563, "SKILLS", 14).Lines(180, 570, "Roofing", "Surveying", "First aid").Build());

        Assert.Equal(["Nora Castle", "EXPERIENCE", "Site Manager, Harbour Builders"], lines[..3]);
        Assert.Equal("Diploma in Construction", lines[Array.IndexOf(lines, "EDUCATION") + 1]);
        Assert.Equal("Roofing", lines[Array.IndexOf(lines, "SKILLS") + 1]);
    }

    [Fact]
    public async Task AMainColumnThatBeginsAboveTheSideColumnStaysWhole()
    {
        var main = new PdfBuilder().Lines(50, 800, "Nora Castle, a builder with the experience of many years in all the trades of the house, roof and garden")
            .Lines(240, 760, "EXPERIENCE", "Site Manager, Harbour Builders", "March 2018 - June 2022", "Planned the work of three sites and kept the costs", "Foreman, Lakeside Homes", "May 2014 - March 2018");
        var lines = await Lines(main.Lines(50, 718, "SKILLS", "Roofing", "Surveying", "First aid").Lines(240, 676, "Trained four apprentices and bought the materials", "Joiner, Oakline Joinery", "May 2010 - April 2014").Build());

        Assert.Equal(8, Array.IndexOf(lines, "May 2010 - April 2014") - Array.IndexOf(lines, "EXPERIENCE"));
    }

    [Fact]
    public async Task DatesWithAMarkBetweenAreOneRowTheEarlierOneFirst()
    {
        var page = new PdfBuilder().Lines(50, 780, "Nora Castle", "EXPERIENCE");
        var entries = new[] { ("Present", "2018", "Site Manager"), ("2018", "2014", "Foreman"), ("2013", "2010", "Joiner") };
        foreach (var (n, (end, start, title)) in entries.Index())
            page.Lines(50, 740 - (60 * n), end, "|", start).Lines(150, 740 - (60 * n), title, "Harbour Builders", "Planned the work of three sites and kept the costs");

        var lines = await Lines(page.Build());

        Assert.Equal(["2018 – Present", "Site Manager", "Harbour Builders", "Planned the work of three sites and kept the costs", "2014 – 2018", "Foreman"], lines[2..8]);
    }

    [Fact]
    public async Task AGridEndsAtTheHeadingBelowIt()
    {
        var lines = await Lines(new PdfBuilder().Text(50, 780, "Nora Castle").Text(50, 750, "SKILLS")
            .Lines(70, 730, "TRADES", "Welding, roofing", "Surveying", "First aid").Lines(210, 730, "OFFICE", "Estimates, invoices", "Spanish", "Driving").Lines(350, 730, "SITE", "Scaffolds, cranes", "Concrete", "Stairs")
            .Text(50, 660, "EXPERIENCE").Text(50, 640, "Harbour Builders").Text(440, 640, "Leeds, UK").Text(50, 626, "Site Manager").Text(430, 626, "May 2018 - June 2022")
            .Text(50, 612, "Planned the work of three sites and kept the costs of all the trades in the house, roof and garden").Build());

        Assert.Equal(["EXPERIENCE", "Harbour Builders\tLeeds, UK", "Site Manager\tMay 2018 - June 2022"], lines[^4..^1]);
        Assert.True(Array.IndexOf(lines, "Stairs") < Array.IndexOf(lines, "EXPERIENCE"));
    }

    [Fact]
    public async Task LetterSpacedCapitalsInPiecesAreWholeWords()
    {
        var lines = await Lines(new PdfBuilder().Text(50, 780, "Nora Castle")
            .Text(50, 750, "HISTORY").Text(98, 750, "OF").Text(115.4, 750, "NURSI").Text(147.6, 750, "NG").Build());

        Assert.Equal("HISTORY OF NURSING", lines[1]);
    }

    private static async Task<string[]> Lines(byte[] pdf) => (await Read.Bytes(pdf)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
