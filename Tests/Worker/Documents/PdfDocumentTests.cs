using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

public class PdfDocumentTests
{
    private static readonly string[] Sidebar = ["CONTACT", "jane@example.org", "Lyon, France", "SKILLS", "Python", "Docker", "LANGUAGES", "English"];
    private static readonly string[] Main = ["EXPERIENCE", "Senior engineer at Acme", "Built the streaming platform", "Used by all of its customers", "Engineer at Beta", "Ran the nightly exports", "EDUCATION", "MSc Computer Science"];

    [Fact]
    public async Task ColumnsAreReadOneAfterTheOther()
    {
        var pdf = new PdfBuilder().Text(60, 800, "Jane Doe, software engineer with ten years of practice in teams", 16).Lines(60, 760, Sidebar).Lines(260, 753, Main).Build();

        var lines = await Lines(pdf);

        Assert.Equal("Jane Doe, software engineer with ten years of practice in teams", lines[0]);
        Assert.Equal([.. Sidebar, .. Main], lines[1..]);
    }

    [Fact]
    public async Task ColumnsThatWereDrawnLineByLineDoNotInterleave()
    {
        var page = new PdfBuilder();
        for (var i = 0; i < Main.Length; i++)
            page.Text(60, 760 - 14 * i, Sidebar[i]).Text(260, 760 - 14 * i, Main[i]);

        Assert.Equal((string[])[.. Sidebar, .. Main], await Lines(page.Build()));
    }

    [Fact]
    public async Task ANameCentredOverTwoColumnsComesFirst()
    {
        var pdf = new PdfBuilder().Text(280, 800, "Jane Doe", 16).Lines(60, 760, Sidebar).Lines(260, 760, Main).Build();

        Assert.Equal((string[])["Jane Doe", .. Sidebar, .. Main], await Lines(pdf));
    }

    [Fact]
    public async Task TextBelowTwoColumnsComesLast()
    {
        var pdf = new PdfBuilder().Lines(60, 760, Sidebar).Lines(260, 760, Main).Text(60, 600, "References").Text(60, 586, "On request").Build();

        Assert.Equal((string[])[.. Sidebar, .. Main, "References", "On request"], await Lines(pdf));
    }

    [Fact]
    public async Task DatesBesideATextStayWithIt()
    {
        var page = new PdfBuilder();
        string[] dates = ["2019 - 2023", "2016 - 2019", "2014 - 2016", "2012 - 2014"];
        for (var i = 0; i < dates.Length; i++)
            page.Text(60, 760 - 42 * i, dates[i]).Lines(200, 760 - 42 * i, $"Engineer at company {i}", "Wrote software with others");

        var lines = await Lines(page.Build());

        Assert.Equal(["2019 - 2023\tEngineer at company 0", "Wrote software with others", "2016 - 2019\tEngineer at company 1"], lines[..3]);
    }

    [Fact]
    public async Task ATitleKeepsItsDateOnTheRight()
    {
        var pdf = new PdfBuilder().Text(60, 760, "Senior Engineer").Text(450, 760, "2019 - 2023").Text(60, 746, "A line that goes all the way over the page, from here to its very other end, and no gutter").Build();

        Assert.Equal("Senior Engineer\t2019 - 2023", (await Lines(pdf))[0]);
    }

    [Fact]
    public async Task ThreeColumnsAreReadOneAfterTheOther()
    {
        string[] Column(string name) => [.. Enumerable.Range(1, 5).Select(i => $"{name} column row {i}")];
        var pdf = new PdfBuilder().Lines(40, 760, Column("First")).Lines(230, 760, Column("Second")).Lines(420, 760, Column("Third")).Build();

        Assert.Equal((string[])[.. Column("First"), .. Column("Second"), .. Column("Third")], await Lines(pdf));
    }

    [Fact]
    public async Task WrappedItemsAndBrokenWordsAreJoined()
    {
        var pdf = new PdfBuilder()
            .Text(60, 760, "\u2022").Text(72, 760, "Designed a platform that serves millions of users and their").Text(72, 746, "Managers")
            .Text(60, 732, "\u2022").Text(72, 732, "Led the develop-").Text(72, 718, "ment of a cross-").Text(72, 704, "functional tool").Build();

        var text = (await Read.Bytes(pdf)).Text;

        Assert.Contains("• Designed a platform that serves millions of users and their Managers\n", text);
        Assert.Contains("• Led the development\nof a cross-functional\ntool", text);
    }

    [Fact]
    public async Task AListWithoutBulletCharactersIsAList()
    {
        var pdf = new PdfBuilder().Text(60, 760, "Cook, Harvest Kitchen").Lines(76, 746, "Prepared sauces", "Ordered fish").Text(60, 718, "Porter, Harbor Hotel").Lines(76, 704, "Carried luggage").Build();

        Assert.Equal(["Cook, Harvest Kitchen", "• Prepared sauces", "• Ordered fish", "Porter, Harbor Hotel", "• Carried luggage"], await Lines(pdf));
    }

    [Fact]
    public async Task AnIndentedPartOfThePageIsNoList()
    {
        var pdf = new PdfBuilder().Lines(60, 760, "Jane Doe", "Cook").Text(76, 720, "SKILLS", 14).Lines(76, 700, "Sauces", "Fish").Text(76, 660, "LANGUAGES", 14).Lines(76, 640, "English", "French").Build();

        Assert.Equal(["Jane Doe", "Cook", "SKILLS", "Sauces", "Fish", "LANGUAGES", "English", "French"], await Lines(pdf));
    }

    [Fact]
    public async Task WordsWithWideLetterSpacingStayApart()
    {
        var page = new PdfBuilder().Lines(60, 700, "Built a kitchen", "Ran it");
        var widths = new Dictionary<char, int> { ['W'] = 944, ['O'] = 778, ['R'] = 722, ['K'] = 667, [' '] = 278, ['H'] = 722, ['I'] = 278, ['S'] = 667, ['T'] = 611, ['Y'] = 667 };
        var x = 60;
        foreach (var c in "WORK HISTORY")
        {
            if (c != ' ') page.Text(x, 760, c.ToString());
            x += (10 * widths[c] / 1000) + 5;
        }

        Assert.Equal("WORK HISTORY", (await Lines(page.Build()))[0]);
    }

    [Fact]
    public async Task FakeBoldIsReadOnce()
    {
        var pdf = new PdfBuilder().Text(60, 760, "Experience").Text(60.4, 760, "Experience").Text(60, 740, "More of it").Build();

        Assert.Equal((string[])["Experience", "More of it"], await Lines(pdf));
    }

    [Fact]
    public async Task AccentsAndPagesAreKeptAndPageNumbersDropped()
    {
        var pdf = new PdfBuilder().Lines(60, 760, "Ingénieure logicielle", "Expérience à Orléans", "Page one").Text(290, 30, "1 / 2")
            .NewPage().Lines(60, 760, "Formation", "Université", "Fin").Text(290, 30, "2 / 2").Build();

        var document = await Read.Bytes(pdf);

        Assert.Equal(2, document.Pages);
        Assert.Equal("Ingénieure logicielle\nExpérience à Orléans\nPage one\n\nFormation\nUniversité\nFin", document.Text);
    }

    [Fact]
    public async Task AFileWithAWrongNameIsReadByItsContent()
    {
        var document = await Read.Bytes(new PdfBuilder().Text(60, 760, "Jane Doe").Build(), "cv.docx", "application/msword");

        Assert.Equal((DocumentKind.Pdf, "Jane Doe"), (document.Kind, document.Text));
    }

    private static async Task<string[]> Lines(byte[] pdf) =>
        (await Read.Bytes(pdf)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
