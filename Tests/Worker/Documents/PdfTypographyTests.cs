using System.Globalization;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>What fonts, indents and margins of PDFs mean.</summary>
public class PdfTypographyTests
{
    [Fact]
    public void AHyphenThatAFontMapsToTheSoftHyphenIsAHyphen()
    {
        var text = Compose(Word(60, 80, "Sep"), Word(83, 108, "2023"), Word(111, 114, "\u00AD"), Word(117, 135, "Mar"), Word(138, 163, "2024"), Word(166, 230, "co\u00ADowner"));

        Assert.Equal("Sep 2023 - Mar 2024 co-owner", text);
    }

    [Fact]
    public void ASpaceOfAFontWithTallLineBoxesSeparatesWords()
    {
        var text = Compose(Word(27.7, 61.3, "Senior", 27.3), Word(63.7, 110.9, "Software", 27.3), Word(113.4, 159.3, "Engineer", 27.3));

        Assert.Equal("Senior Software Engineer", text);
    }

    [Fact]
    public void ACapitalBesideSmallCapitalsIsNoWord()
    {
        var text = Compose(Word(60, 70, "L", 12), Word(71, 100, "ARCH", 12), Word(106, 116, "H", 12), Word(117, 150, "OUSE", 12));

        Assert.Equal("LARCH HOUSE", text);
    }

    [Fact]
    public void ACharacterWithoutWidthCutsNoWord()
    {
        var text = Compose(Word(50, 60, "D"), Word(50, 50, "\u200B"), Word(60, 90, "ean"), Word(93, 120, "Tools\u200B"));

        Assert.Equal("Dean Tools", text);
    }

    [Fact]
    public void ASpaceOfAFontWhoseCharactersHaveOneWidthIsNoCell()
    {
        var text = Compose(Word(50, 92, "Network", 10), Word(98.4, 152.4, "Assistant", 10));

        Assert.Equal("Network Assistant", text);
    }

    [Fact]
    public void ASmallRaisedWordStaysAtTheEndOfItsWord()
    {
        var text = Compose(Word(50, 90, "Testing", 10), Word(94, 120, "Panel", 10), Word(120.1, 130, "TM", 6.1, 98.3), Word(134, 170, "boards", 10));

        Assert.Equal("Testing PanelTM boards", text);
    }

    [Fact]
    public async Task AnIndentedTitleAboveDrawnBulletsIsNoBullet()
    {
        var page = new PdfBuilder();
        string[] titles = ["Payroll Clerk", "Accounts Assistant", "Trainee"];
        for (var i = 0; i < titles.Length; i++)
        {
            page.Text(60, 760 - 56 * i, $"Employer {i}").Text(450, 760 - 56 * i, $"201{i} - 201{i + 1}").Text(72, 746 - 56 * i, titles[i]);
            page.Text(80, 732 - 56 * i, "*").Text(90, 732 - 56 * i, "Checks the hours of the port").Text(80, 718 - 56 * i, "*").Text(90, 718 - 56 * i, "Books the invoices");
        }

        var lines = await Lines(page.Build());

        Assert.All(titles, title => Assert.Contains(title, lines));
    }

    [Fact]
    public async Task APlaceAtTheRightEdgeDoesNotWrap()
    {
        var page = new PdfBuilder();
        for (var i = 0; i < 3; i++)
        {
            page.Text(80, 760 - 56 * i, "*").Text(90, 760 - 56 * i, $"Library {i}").Text(460, 760 - 56 * i, "Boston, MA");
            page.Text(90, 746 - 56 * i, $"Archive Intern {i}").Text(450, 746 - 56 * i, $"201{i} - 201{i + 1}").Text(90, 732 - 56 * i, "Sorted the maps of the port and of the town");
        }

        Assert.Contains("Archive Intern 1\t2011 - 2012", await Lines(page.Build()));
    }

    [Fact]
    public async Task AnIndentIsNoListWhereBulletsAreCharacters()
    {
        var page = new PdfBuilder();
        for (var i = 0; i < 9; i++) page.Text(60, 780 - 42 * i, $"Payroll Clerk {i}").Text(450, 780 - 42 * i, $"201{i} - 201{i}").Text(72, 766 - 42 * i, $"Harborline {i}");
        for (var i = 0; i < 3; i++) page.Text(60, 320 - 14 * i, "*").Text(70, 320 - 14 * i, $"Certificate {i}");

        Assert.Contains("Harborline 3", await Lines(page.Build()));
    }

    [Fact]
    public async Task HeadingsInTheMarginStayBesideTheirSections()
    {
        var page = new PdfBuilder();
        string[] headings = ["EDUCATION", "EXPERIENCE", "SKILLS"];
        for (var i = 0; i < headings.Length; i++) page.Text(50, 760 - 70 * i, headings[i]);
        for (var i = 0; i < headings.Length; i++) page.Lines(150, 760 - 70 * i, $"First line of section {i}", "Second line, which is longer", "Third line of it", "Fourth line");

        var lines = await Lines(page.Build());

        Assert.Equal(["EDUCATION\tFirst line of section 0", "EXPERIENCE\tFirst line of section 1", "SKILLS\tFirst line of section 2"], lines.Where(line => line.Contains('\t', StringComparison.Ordinal)).ToArray());
    }

    [Fact]
    public async Task APageNumberBehindTheNameIsNoText()
    {
        var pdf = new PdfBuilder().Lines(60, 760, "Payroll Clerk", "Harborline", "Duluth").Text(260, 30, "Jane Doe - 1/2").Build();

        Assert.Equal(["Payroll Clerk", "Harborline", "Duluth"], await Lines(pdf));
    }

    [Fact]
    public void AGridOfCoursesBesidePlacesAndDatesIsNoColumn()
    {
        (string Left, string? Middle, string Right, double Begin, double End)[] rows =
        [
            ("Lakeland-University-of-Applied-Sciences", null, "Reno", 510, 540), ("Bachelor-of-Science-in-Electrical-Engineering", null, "Class-of-2025", 462, 540),
            ("Digital-Signals", "Power-Systems", "Devices-and-Circuits", 405, 500), ("Public-Policy", "Electroacoustics", "Computers", 405, 455),
            ("Harbor-Freight-and-Shipping-Limited", null, "Fishers", 495, 540), ("Engineering-Intern-of-the-Northern-Port", null, "May-2023", 490, 540),
        ];
        var words = rows.SelectMany((row, at) => new[]
        {
            Word(60, row.Middle is null ? 300 : 150, row.Left, top: 100 + 16 * at), row.Middle is null ? "" : Word(220, 310, row.Middle, top: 100 + 16 * at), Word(row.Begin, row.End, row.Right, top: 100 + 16 * at),
        });

        Assert.Equal(rows.Select(row => row.Left), Compose([.. words]).Split('\n').Where(line => line.Contains('\t', StringComparison.Ordinal)).Select(line => line.Split('\t')[0]));
    }

    private static string Word(double left, double right, string text, double height = 12, double top = 100) =>
        string.Create(CultureInfo.InvariantCulture, $"<word xMin=\"{left}\" yMin=\"{top}\" xMax=\"{right}\" yMax=\"{top + height}\">{text}</word>\n");

    private static string Compose(params string[] words) => PdfLines.Compose(PdfPage.Parse($"<page width=\"600\" height=\"800\">\n{string.Concat(words)}</page>"));

    private static async Task<string[]> Lines(byte[] pdf) => (await Read.Bytes(pdf)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
