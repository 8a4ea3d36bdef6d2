using System.Diagnostics;
using System.Text;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>Pages and images without text, through pdftoppm and Tesseract.</summary>
public sealed class ScannedDocumentTests
{
    private static readonly string[] English =
        ["Jane Carpenter", "Registered Nurse", "jane.carpenter@example.org", "EXPERIENCE", "Staff Nurse, Harbor View Clinic", "Cares for patients after surgery"];

    private static readonly string[] French =
        ["FORMATION", "Diplôme d'État d'infirmier", "Université de Nantes, 2014", "COMPÉTENCES", "Prélèvements, réanimation, éducation thérapeutique"];

    [Fact]
    public async Task EachPageOfAScanIsReadAndReported()
    {
        byte[] scan = Scan(Draw(Page(English), "-gray"), Draw(Page(French), "-gray"));
        var pages = new List<(int, int)>();
        using var reader = Read.Reader();
        var document = await reader.ReadAsync(new UploadedFile("scan.pdf", scan), (page, all) => { pages.Add((page, all)); return Task.CompletedTask; }, CancellationToken.None);

        Assert.Equal([(1, 2), (2, 2)], pages);
        Assert.Equal((DocumentKind.Pdf, 2), (document.Kind, document.Pages));
        Assert.Equal(English.Concat(French), document.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task AScannedPageWithinADocumentIsRead()
    {
        byte[] scan = Page(English, page => page.NewPage().Draw(Image(Draw(Page(French), "-gray"))));
        var text = (await Read.Bytes(scan, "mixed.pdf")).Text;
        Assert.All(English.Concat(French), line => Assert.Contains(line, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-png", "cv.png")]
    [InlineData("-jpeg", "photo.jpg")]
    public async Task AnImageOfACvIsRead(string format, string name)
    {
        var document = await Read.Bytes(Draw(Page(English), format), name);
        Assert.Equal(DocumentKind.Image, document.Kind);
        Assert.Equal(English, document.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task WithoutTesseractTheReasonNamesWhatToInstall()
    {
        byte[] scan = Scan(Draw(Page(English), "-gray"));
        var refused = await Read.Refused(scan, "scan.pdf", options => options.Tesseract = "no-such-program");
        Assert.Equal("ocr_missing", refused.Code);
        Assert.Contains("tesseract-ocr", refused.Message, StringComparison.Ordinal);
        Assert.Contains("tesseract-ocr", refused.FrenchMessage, StringComparison.Ordinal);
        Assert.Equal("ocr_missing", (await Read.Refused(scan, "scan.pdf", options => options.OcrLanguages = "klingon")).Code);

        // The pages with text are read without it.
        byte[] mixed = Page(English, page => page.NewPage().Draw(Image(Draw(Page(French), "-gray"))));
        Assert.Contains("Jane Carpenter", (await Read.Bytes(mixed, "mixed.pdf", configure: options => options.Tesseract = "no-such-program")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LimitsOfScansAreKept()
    {
        byte[] image = Draw(Page(English), "-gray");
        Assert.Equal("too_many_pages", (await Read.Refused(Scan(image, image), "scan.pdf", options => options.MaxScannedPages = 1)).Code);
        Assert.Equal("too_large", (await Read.Refused(Draw(Page(English), "-png"), "cv.png", options => options.MaxImagePixels = 1000)).Code);
        Assert.Equal("too_complex", (await Read.Refused(Scan(image), "scan.pdf", options => options.MaxImagePixels = 1000)).Code);
        // A PNG that says that it has 60,000 by 60,000 pixels is refused by its header.
        byte[] bomb = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 1, 0, 0, 0, 0, .. new byte[40]];
        Assert.Equal("too_large", (await Read.Refused(bomb, "bomb.png")).Code);
        byte[] jpeg = Draw(Page(English), "-jpeg");
        Assert.Contains((await Read.Refused(jpeg[..300], "half.jpg")).Code, (string[])["corrupt", "no_text"]);
    }

    [Fact]
    public async Task AnEmptyPageIsNoScan() => Assert.Equal("no_text", (await Read.Refused(new PdfBuilder().Build(), "empty.pdf", options => options.Tesseract = "no-such-program")).Code);

    private static byte[] Page(string[] lines, Func<PdfBuilder, PdfBuilder>? more = null)
    {
        var page = new PdfBuilder();
        for (int i = 0; i < lines.Length; i++)
            page.Text(60, 760 - (i * 30), lines[i], 13);
        return (more?.Invoke(page) ?? page).Build();
    }

    private static byte[] Scan(params byte[][] images)
    {
        var pdf = new PdfBuilder();
        for (int i = 0; i < images.Length; i++)
            (i == 0 ? pdf : pdf.NewPage()).Draw(Image(images[i]));
        return pdf.Build();
    }

    // "P5\n1240 1754\n255\n", then a byte a pixel.
    private static string Image(byte[] pgm)
    {
        string[] header = Encoding.ASCII.GetString(pgm, 0, 32).Split((char[])['\n', ' '], 5);
        int pixels = int.Parse(header[1]) * int.Parse(header[2]);
        return $"q 595 0 0 842 0 0 cm BI /W {header[1]} /H {header[2]} /CS /G /BPC 8 /F /AHx ID {Convert.ToHexString(pgm.AsSpan(pgm.Length - pixels))}> EI Q";
    }

    private static byte[] Draw(byte[] pdf, string format)
    {
        using var program = Process.Start(new ProcessStartInfo("pdftoppm", format == "-gray" ? ["-gray", "-r", "150", "-"] : [format, "-r", "150", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        program.StandardInput.BaseStream.Write(pdf);
        program.StandardInput.Close();
        using var image = new MemoryStream();
        program.StandardOutput.BaseStream.CopyTo(image);
        program.WaitForExit();
        return image.ToArray();
    }
}
