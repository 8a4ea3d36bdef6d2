using System.Text;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>The content decides the format of a file, and a file has one format.</summary>
public class FileTypeTests
{
    private const string Pdf = "application/pdf";

    private static byte[] PdfFile() => new PdfBuilder().Text(60, 760, "Jane Doe").Build();
    private static byte[] DocxFile() => new DocxBuilder().Body(DocxBuilder.P("Jane Doe")).Build();

    public static TheoryData<string, string, byte[], string> Disguised() => new()
    {
        { "cv.pdf", Pdf, DocxFile(), DocumentKind.Docx },
        { "cv.docx", "application/msword", PdfFile(), DocumentKind.Pdf },
        { "cv.png", "image/png", PdfFile(), DocumentKind.Pdf },
        { "cv.pdf", Pdf, "<html><body>Jane Doe</body></html>"u8.ToArray(), DocumentKind.Html },
        { "cv.docx", Pdf, "Jane Doe"u8.ToArray(), DocumentKind.Text },
        { "cv.html", "text/html", """{"name": "Jane Doe"}"""u8.ToArray(), DocumentKind.Json },
        { "cv.txt", "text/plain", [.. "\r\n\r\n"u8, .. PdfFile()], DocumentKind.Pdf },
        { "cv.txt", "text/plain", "Jane Doe wrote about the header %PDF-1.7 of a file"u8.ToArray(), DocumentKind.Text },
    };

    [Theory]
    [MemberData(nameof(Disguised))]
    public async Task TheContentDecidesTheFormat(string name, string type, byte[] content, string kind)
    {
        var document = await Read.Bytes(content, name, type);

        Assert.Equal(kind, document.Kind);
        Assert.StartsWith("Jane Doe", document.Text);
    }

    [Fact]
    public async Task AnImageWithTheNameAndTypeOfAPdfIsAnImage()
    {
        using var reader = Read.Reader();
        byte[] image = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[100]];

        var refused = await Assert.ThrowsAsync<DocumentException>(() => reader.ReadAsync(new UploadedFile("cv.pdf", image, Pdf), CancellationToken.None));
        Assert.Equal("corrupt", refused.Code); // as an image: it has no size
    }

    public static TheoryData<string, byte[]> TwoFormats() => new()
    {
        { "a PDF with an archive behind it", [.. PdfFile(), .. DocxFile()] },
        { "a PDF with an archive and its comment behind it", Commented([.. PdfFile(), .. DocxFile()], "%%EOF\n") },
        { "an archive with a PDF in it", DocxBuilder.Zip(("a\n%PDF-1.4", PdfFile())) },
        { "an image with a PDF in it", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. PdfFile()] },
        { "a page with a PDF in it", [.. "<html><script>alert(1)</script>\n"u8, .. PdfFile()] },
    };

    [Theory]
    [MemberData(nameof(TwoFormats))]
    public async Task AFileOfTwoFormatsIsRefused(string what, byte[] content)
    {
        var refused = await Read.Refused(content, what);

        Assert.Equal("ambiguous_type", refused.Code);
        Assert.Contains("two formats", refused.Message);
    }

    // The last two bytes of an archive without a comment are the length of the comment.
    private static byte[] Commented(byte[] zip, string comment) =>
        [.. zip[..^2], (byte)comment.Length, 0, .. Encoding.ASCII.GetBytes(comment)];
}
