using System.Text;

namespace AspireStreaming.Tests.Worker.Documents;

public class RefusedPdfTests
{
    private static PdfBuilder Page() => new PdfBuilder().Text(60, 760, "Jane Doe, engineer");

    [Fact]
    public async Task APdfThatNeedsAPasswordIsRefused()
    {
        var refused = await Read.Refused(Page().Build("secret"), "cv-jane.pdf");

        Assert.Equal("encrypted", refused.Code);
        Assert.Contains("cv-jane.pdf", refused.Message);
        Assert.Contains("mot de passe", refused.FrenchMessage);
    }

    [Fact]
    public async Task AnEncryptedPdfThatOpensWithoutAPasswordIsReadable()
    {
        Assert.Equal("Jane Doe, engineer", (await Read.Bytes(Page().Build(userPassword: ""))).Text);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public async Task HalfAFileIsTruncated(double part)
    {
        var page = Page();
        for (var i = 0; i < 50; i++)
            page.NewPage().Text(60, 760, $"Page {i} of the life of Jane");
        var pdf = page.Build();

        Assert.Equal("truncated", (await Read.Refused(pdf[..(int)(pdf.Length * part)])).Code);
    }

    [Fact]
    public async Task AHeaderWithoutAPdfIsCorrupt()
    {
        Assert.Equal("corrupt", (await Read.Refused(Encoding.ASCII.GetBytes("%PDF-1.4\nthis is nothing of the kind\n%%EOF\n"))).Code);
    }

    [Fact]
    public async Task AnImageHasNoText()
    {
        var pdf = new PdfBuilder().Draw("q 300 0 0 300 100 300 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\x7f\x7f\x00 EI Q").Build();

        Assert.Equal("no_text", (await Read.Refused(pdf, "scan.pdf")).Code);
    }

    [Fact]
    public async Task TenThousandPagesAreRefusedBeforeAnyIsRead()
    {
        var book = new PdfBuilder();
        for (var i = 1; i < 10_000; i++)
            book.NewPage();

        // This program does not exist: if the reader read a page, the error would be another one.
        var refused = await Read.Refused(book.Build(), "book.pdf", options => options.PdfToText = "no-such-program");

        Assert.Equal("too_many_pages", refused.Code);
        Assert.Contains("10000", refused.Message);
    }

    [Fact]
    public async Task AMissingReaderIsReportedWithThePackageToInstall()
    {
        var refused = await Read.Refused(Page().Build(), "cv.pdf", options => options.PdfToText = "no-such-program");

        Assert.Equal("pdf_reader_missing", refused.Code);
        Assert.Contains("no-such-program", refused.Message);
        Assert.Contains("poppler-utils", refused.Message);
    }

    [Fact]
    public async Task AFileOverTheLimitIsRefusedUnread()
    {
        Assert.Equal("too_large", (await Read.Refused(Page().Build(), "cv.pdf", options => options.MaxBytes = 100)).Code);
    }
}
