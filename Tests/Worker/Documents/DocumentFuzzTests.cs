using AspireStreaming.Bench.Fuzz;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>A short run of the fuzzer over the real documents of the repository. A fault names the numbers that repeat it.</summary>
public class DocumentFuzzTests
{
    private static readonly DocumentOptions Limits = new() { MaxCharacters = 200_000, MaxUnpackedBytes = 8 << 20 };

    private static byte[][] Markup() =>
    [
        Read.Sample("jane-smith.docx"), new DocxBuilder().Lists().Header(DocxBuilder.P("Jane Doe")).Body(DocxBuilder.Table([DocxBuilder.P("2020"), DocxBuilder.P("Engineer")])).Build(),
        Read.Sample("john-doe.txt"), Read.Sample("richard-hendriks.resume.json"), Read.Sample("web-developer.job.json"),
        File.ReadAllBytes(Path.Combine(Repository.Root, "README.md")), File.ReadAllBytes(Path.Combine(Repository.Root, "Api", "wwwroot", "index.html")),
    ];

    private static byte[][] Pdfs() => [Read.Sample("alex-johnson.pdf"), Read.Sample("laverne-resume.pdf"), Read.Sample("openresume-resume.pdf")];

    [Fact]
    public async Task ADamagedTextOrArchiveBecomesTextOrATypedError()
    {
        var result = await DocumentFuzz.OfExtractor(Markup(), Limits).RunAsync(seed: 14, first: 0, count: 600, CancellationToken.None);

        Assert.Empty(result.Faults);
        Assert.True(result.Outcomes.Count >= 6, string.Join(", ", result.Outcomes)); // the damage reaches every reader
    }

    [Fact]
    public async Task ADamagedPdfBecomesTextOrATypedError()
    {
        var result = await DocumentFuzz.OfExtractor(Pdfs(), Limits).RunAsync(seed: 14, first: 0, count: 60, CancellationToken.None);

        Assert.Empty(result.Faults);
        Assert.Contains(DocumentKind.Pdf, result.Outcomes.Keys);
    }

    [Fact]
    public async Task ADamagedDocumentDoesNotHarmItsReaderProcess()
    {
        using var reader = Read.Reader();
        await using var batch = reader.OpenBatch();
        var result = await new DocumentFuzz([.. Markup(), .. Pdfs()], new DocumentOptions(), batch.ReadAsync).RunAsync(seed: 15, first: 0, count: 100, CancellationToken.None);

        Assert.Empty(result.Faults);
    }
}
