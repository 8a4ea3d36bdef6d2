using System.IO.Compression;
using System.Text;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>PDFs that attack their reader.</summary>
public class HostilePdfTests
{
    [Fact]
    public async Task AStreamThatUnpacksWithoutEndIsBounded()
    {
        var bomb = Deflate(Deflate(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("BT /F1 9 Tf 1 0 0 1 60 760 Tm (Jane) Tj ET\n", 500_000)))));
        var pdf = Pdf("/Filter [/FlateDecode /FlateDecode]", bomb);

        Assert.True(pdf.Length < 20_000, $"{pdf.Length}");
        Assert.Contains((await Read.Refused(pdf, "cv.pdf", options => (options.PdfCpuSeconds, options.PdfOutputBytes) = (2, 4 << 20))).Code, (string[])["timed_out", "too_large"]);
    }

    [Fact]
    public async Task ActionsAreNotRun()
    {
        await using var address = new UnwantedCalls();
        var actions = $"/OpenAction << /S /JavaScript /JS (app.launchURL\\(\"{address.Url}\"\\)) /Next << /S /Launch /F (/bin/touch) /Next << /S /GoToR /F << /FS /URL /F ({address.Url}/a.pdf) >> >> >> >>";

        Assert.Equal("Jane Doe", (await Read.InThisProcess(Pdf("", "BT /F1 9 Tf 1 0 0 1 60 760 Tm (Jane Doe) Tj ET"u8.ToArray(), actions))).Text);
        Assert.Equal(0, address.Calls);
    }

    [Fact]
    public async Task AContentStreamInAnotherFileIsNotRead()
    {
        await using var address = new UnwantedCalls();

        await Assert.ThrowsAsync<DocumentException>(() => Read.InThisProcess(Pdf($"/F << /FS /URL /F ({address.Url}/page) >>", [])));
        await Assert.ThrowsAsync<DocumentException>(() => Read.InThisProcess(Pdf("/F (/etc/passwd)", [])));
        Assert.Equal(0, address.Calls);
    }

    [Fact]
    public async Task APageTreeThatIsItsOwnChildIsRefused()
    {
        var pdf = Encoding.Latin1.GetString(new PdfBuilder().Text(60, 760, "Jane Doe").Build()).Replace("/Kids [4 0 R]", "/Kids [2 0 R]");

        Assert.Contains((await Read.Refused(Encoding.Latin1.GetBytes(pdf))).Code, (string[])["corrupt", "no_text"]);
    }

    private static byte[] Pdf(string stream, byte[] content, string catalog = "")
    {
        using var file = new MemoryStream();
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        Write($"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R {catalog} >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n");
        Write("3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Contents 4 0 R >>\nendobj\n");
        Write($"4 0 obj\n<< /Length {content.Length} {stream} >>\nstream\n");
        file.Write(content);
        Write("\nendstream\nendobj\ntrailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"); // readers rebuild the table
        return file.ToArray();
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal))
            stream.Write(bytes);
        return packed.ToArray();
    }
}
