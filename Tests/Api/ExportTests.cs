using System.Net;
using System.Text;
using System.Text.Json;
using AspireStreaming.Tests.Distributed;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;

namespace AspireStreaming.Tests.Api;

/// <summary>Texts as Word documents, read back by the library that reads uploads.</summary>
[Collection(SharedSystem.Name)]
public sealed class ExportTests(RunningSystem system)
{
    [Fact]
    public async Task MarkdownKeepsItsHeadingsListsAndEmphasis()
    {
        const string Resume = "# Ada Lovelace\n\nAnalyst & *mathematician*\nLondon\n\n## Work\n\n- Wrote **the first program**, `G`\n  - for Babbage\n- 1 < 2\n\n1. One\n2. Two\n\n> [Notes](https://example.com/notes) &eacute;";
        var (paragraphs, disposition) = await ExportAsync(new { text = Resume, format = "markdown", name = "Ada, CV" });
        Assert.Equal(
            ["Heading1: Ada Lovelace", ": Analyst & mathematician|London", "Heading2: Work", "ListBullet: Wrote the first program, G", "ListBullet: for Babbage", "ListBullet: 1 < 2", "ListNumber: One", "ListNumber: Two", ": Notes é"],
            paragraphs.Select(Shown));
        Assert.Equal("the first program", Assert.Single(paragraphs.SelectMany(p => p.Descendants<Run>()), run => run.RunProperties?.Bold is not null).InnerText);
        Assert.Equal("mathematician", Assert.Single(paragraphs.SelectMany(p => p.Descendants<Run>()), run => run.RunProperties?.Italic is not null).InnerText);
        Assert.Contains("Ada, CV.docx", disposition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATextKeepsItsParagraphsAndLinesAndLosesWhatNoDocumentCanHold()
    {
        var (paragraphs, _) = await ExportAsync(new { text = "Dear\u0000 Sir\u000b,\r\n\r\n# no heading\r\nsecond\tline 🎉\uffff\n\n\n" });
        Assert.Equal([": Dear Sir,", ": # no heading|second\tline 🎉"], paragraphs.Select(Shown));
    }

    [Fact]
    public async Task LinesThatAPageHasWrappedAreJoinedAndOthersStay()
    {
        const string Resume = """
            Jane Doe, nurse and team leader of a ward with twenty-four beds
            jane.doe@example.com

            PROFILE
            I have led a ward with twenty-four beds for nine years, and have
            trained forty nurses, most of whom are still there. In London
            I built the night service.
            Skills: night service, training.

            WORK
            Head nurse and deputy of the director of nursing, St Mary's Hospital, Leeds
            mars 2019 – aujourd'hui
            • Wrote the plan by which the ward is staffed in each season,
              with two substitutes for each shift
            • Trains new nurses
            """;
        string[] expected =
        [
            ": Jane Doe, nurse and team leader of a ward with twenty-four beds|jane.doe@example.com",
            ": PROFILE|I have led a ward with twenty-four beds for nine years, and have trained forty nurses, most of whom are still there. In London I built the night service.|Skills: night service, training.",
            ": WORK|Head nurse and deputy of the director of nursing, St Mary's Hospital, Leeds|mars 2019 – aujourd'hui|• Wrote the plan by which the ward is staffed in each season, with two substitutes for each shift|• Trains new nurses",
        ];
        foreach (string format in new[] { "text", "markdown" })
        {
            Assert.Equal(expected, (await ExportAsync(new { text = Resume, format })).Paragraphs.Select(Shown));
        }
    }

    [Theory]
    [InlineData("", 11906, 16838)]
    [InlineData("fr-FR,fr;q=0.9,en-US;q=0.8", 11906, 16838)]
    [InlineData("en", 11906, 16838)]
    [InlineData("zh-Hant-TW", 11906, 16838)]
    [InlineData("no language", 11906, 16838)]
    [InlineData("en-US,en;q=0.9", 12240, 15840)]
    [InlineData("en-GB;q=0.5, fr-ca", 12240, 15840)]
    public async Task ThePaperIsThatOfTheReadersRegion(string languages, uint width, uint height)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/export/docx") { Content = new StringContent("""{"text":"Dear Sir"}""", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept-Language", languages);
        using var response = await system.Apis[0].Http.SendAsync(request);
        using var document = WordprocessingDocument.Open(new MemoryStream(await response.Content.ReadAsByteArrayAsync()), isEditable: false);
        var page = document.MainDocumentPart!.Document.Body!.Descendants<PageSize>().Single();
        Assert.Equal((width, height), (page.Width!.Value, page.Height!.Value));
    }

    [Theory]
    [InlineData("""{}""", "text")]
    [InlineData("""{"text":7}""", "text")]
    [InlineData("""{"text":"x","format":"pdf"}""", "format")]
    public async Task AWrongMemberIsNamed(string body, string field)
    {
        var (status, problem) = await PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task EndlessNestingIsRefusedOrFlat()
    {
        foreach (string nested in new[] { new string('>', 100_000), new string('[', 100_000), string.Concat(Enumerable.Repeat("- ", 50_000)), new string('*', 100_000) + "x" })
        {
            var (status, _) = await PostAsync(JsonSerializer.Serialize(new { text = nested + "x", format = "markdown" }));
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{status} for {nested[..4]}");
        }
    }

    /// <summary>Its style and its text; a line break is a bar.</summary>
    private static string Shown(Paragraph paragraph) => $"{paragraph.ParagraphProperties?.ParagraphStyleId?.Val}: " + string.Concat(
        paragraph.Descendants().Select(part => part is Break ? "|" : part is Text text ? text.Text : ""));

    private async Task<(List<Paragraph> Paragraphs, string Disposition)> ExportAsync(object request)
    {
        using var response = await system.Apis[0].Http.PostAsync(
            new Uri("/api/export/docx", UriKind.Relative), new StringContent(JsonSerializer.Serialize(request), Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var document = WordprocessingDocument.Open(new MemoryStream(await response.Content.ReadAsByteArrayAsync()), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document).Select(error => error.Description));
        return ([.. document.MainDocumentPart!.Document.Body!.Elements<Paragraph>()], $"{response.Content.Headers.ContentDisposition}");
    }

    private async Task<(HttpStatusCode Status, JsonElement Problem)> PostAsync(string body)
    {
        using var response = await system.Apis[0].Http.PostAsync(new Uri("/api/export/docx", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        string text = response.StatusCode == HttpStatusCode.OK ? "{}" : await response.Content.ReadAsStringAsync();
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(text));
    }
}
