using System.Text;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

public class TextDocumentTests
{
    private const string French = "Élodie Lefèvre – ingénieure, 10 000 €";

    public static TheoryData<string, byte[]> Charsets() => new()
    {
        { "utf-8", Encoding.UTF8.GetBytes(French) },
        { "utf-8 with mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(French)] },
        { "utf-16 with mark", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(French)] },
        { "utf-16 big endian with mark", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(French)] },
        { "utf-16", Encoding.Unicode.GetBytes(French.Replace("–", "-").Replace("€", "")) },
        { "windows-1252", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(French) },
    };

    [Theory]
    [MemberData(nameof(Charsets))]
    public async Task EveryCharsetOfEuropeanTextIsRecognised(string charset, byte[] content)
    {
        var document = await Read.Bytes(content, "cv.txt");

        Assert.Equal(DocumentKind.Text, document.Kind);
        Assert.StartsWith("Élodie Lefèvre", document.Text);
        Assert.True(charset == "utf-16" || document.Text == French, document.Text);
    }

    [Fact]
    public async Task ACharsetNamedByThePageIsUsed()
    {
        var page = CodePagesEncodingProvider.Instance.GetEncoding(28592)!.GetBytes("<html><head><meta charset=iso-8859-2></head><body>Łukasz Dvořák</body></html>");

        Assert.Equal("Łukasz Dvořák", (await Read.Bytes(page)).Text);
    }

    [Theory]
    [InlineData("e\u0301tude\u0300 \u00C7a", "étudè Ça")]
    [InlineData("\uFB01nal \uFB02ow o\uFB03ce", "final flow office")]
    [InlineData("10\u00A0000\u202F€", "10 000 €")]
    [InlineData("a\u0000b\u0007c\uFEFFd\u200Be", "abcde")]
    [InlineData("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour")]
    [InlineData("one\n\n\n\n  two  \n", "one\n\ntwo")]
    [InlineData("● one\n▪two\n\uF0B7 three\n◦\nfour", "• one\n• two\n• three\n• four")]
    [InlineData("– one\n— two\n- three", "- one\n- two\n- three")]
    [InlineData("develop\u00AD\nment and co\u00ADoperation", "development and cooperation")]
    [InlineData("555-\u00AD\u2010123 on\u2010site", "555-123 on-site")]
    [InlineData("E X P E R I E N C E", "EXPERIENCE")]
    [InlineData("Engineer      2019 - 2021", "Engineer\t2019 - 2021")]
    [InlineData("C\t\t# a  b", "C\t# a b")]
    [InlineData("half \uD83D pair \uD83D\uDE00", "half pair \uD83D\uDE00")]
    [InlineData("seen\U000E0041\U000E0042", "seen")]
    [InlineData("Python ●●●○○", "Python ●●●○○")]
    public async Task TextIsNormalised(string written, string read) =>
        Assert.Equal(read, TextNormalizer.Normalize(written));

    [Fact]
    public async Task HtmlKeepsItsLinesAndDropsWhatIsHidden()
    {
        var document = await Read.Text("""
            <!DOCTYPE html><html><head><title>Not shown</title><style>p { color: red }</style></head><body><nav>Menu</nav>
            <h1>Développeur   <b>senior</b></h1><script>document.write('no')</script><p hidden>no</p><p style="display: none">no</p><span aria-hidden="true">no</span>
            <p>Paris<br>Télétravail &amp; bureau</p><ul><li>C#</li><li><p>SQL</p><ul><li>PostgreSQL</li></ul></li></ul>
            <table><tr><th>Depuis</th><td>2020</td></tr></table><div><span>Engineer</span><span>2019</span></div><a href="mailto:jobs@example.org?subject=x">Postuler</a><!-- no --></body></html>
            """, "job.txt");

        Assert.Equal(DocumentKind.Html, document.Kind);
        Assert.Equal("Développeur senior\n\nParis\nTélétravail & bureau\n\n• C#\n• SQL\n\n• PostgreSQL\n\nDepuis\t2020\n\nEngineer 2019\nPostuler (jobs@example.org)", document.Text);
    }

    [Fact]
    public async Task HtmlOfAnyDepthIsReadOrRefusedInTime()
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", 5_000)) + "Jane Doe" + string.Concat(Enumerable.Repeat("<b><p>", 2_000));
        Assert.Equal("Jane Doe", (await Read.Text(deep)).Text);

        var deeper = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<div>", 400_000)));
        Assert.Equal("timed_out", (await Read.Refused(deeper, "cv", options => options.Timeout = TimeSpan.FromMilliseconds(200))).Code);
    }

    [Fact]
    public async Task MarkdownIsReadWithItsLinksAndWithoutItsMarks()
    {
        var document = await Read.Text("# Jane Doe\n**Engineer** at [Acme](https://acme.example/jobs)\nLyon\n\n## Skills\n- C#\n- *SQL*\n\n| Years | Place |\n|---|---|\n| 2020 | Acme |\n", "cv.txt");

        Assert.Equal(DocumentKind.Markdown, document.Kind);
        Assert.Equal("Jane Doe\n\nEngineer at Acme (https://acme.example/jobs)\nLyon\n\nSkills\n\n• C#\n• SQL\n\nYears\tPlace\n2020\tAcme", document.Text);
    }

    [Fact]
    public async Task MarkdownNestedWithoutEndIsRefused() =>
        Assert.Equal("too_nested", (await Read.Refused(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("> ", 20_000)) + "x"), "cv.md")).Code);

    [Theory]
    [InlineData(65)]
    [InlineData(500_000)]
    public async Task JsonNestedWithoutEndIsRefused(int levels) =>
        Assert.Equal("too_nested", (await Read.Refused(Encoding.UTF8.GetBytes(new string('[', levels) + "\"Jane Doe\"" + new string(']', levels)))).Code);

    [Fact]
    public async Task TextThatOnlyBeginsLikeJsonIsText() =>
        Assert.Equal((DocumentKind.Text, "[Draft] Jane Doe"), (await Read.Text("[Draft] Jane Doe")) is var read ? (read.Kind, read.Text) : default);

    [Fact]
    public async Task JsonWithHalfOfASurrogatePairIsText() =>
        Assert.Equal(DocumentKind.Text, (await Read.Text("""{"basics": {"name": "Jane \ud800"}}""")).Kind);

    [Fact]
    public async Task JsonOfAPostingReadsLikeOne()
    {
        var document = await Read.Text("""{"id": 7, "nice_to_have": ["Go"], "company": {"name": "Acme"}, "title": "Engineer", "remote": true, "salary": {"min": 50, "max": 60}, "empty": []}""", "job.txt");

        Assert.Equal((DocumentKind.Json, "Engineer\nAcme\nRemote: yes\nSalary: 50, 60\n\nNice to have\n- Go"), (document.Kind, document.Text));
    }

    [Fact]
    public async Task JsonOfOddShapesIsReadWithoutFault()
    {
        Assert.Equal("Jane Doe\n\nEXPERIENCE\nEngineer | 2020 - Present\n- built it",
            (await Read.Text("""{"basics": {"name": "Jane Doe", "location": "Lyon", "profiles": 3}, "work": [null, 4, {"position": "Engineer", "startDate": 2020, "highlights": ["built it", {}]}], "skills": "C#"}""")).Text);
        Assert.Equal("- Jane\n- Doe\n- 1, 2", (await Read.Text("""["Jane", "Doe", [1, 2]]""")).Text);
    }
}
