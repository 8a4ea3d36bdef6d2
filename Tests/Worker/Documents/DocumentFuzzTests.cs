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
        var target = DocumentTarget.OfExtractor(Markup(), Limits);
        await RunAsync(target, 600);
        Assert.True(target.Outcomes.Count >= 6, string.Join(", ", target.Outcomes)); // the damage reaches every reader
    }

    [Fact]
    public async Task ADamagedPdfBecomesTextOrATypedError()
    {
        var target = DocumentTarget.OfExtractor(Pdfs(), Limits);
        await RunAsync(target, 30);
        Assert.Contains(DocumentKind.Pdf, target.Outcomes.Keys);
    }

    [Fact]
    public async Task ADamagedDocumentDoesNotHarmItsReaderProcess()
    {
        using var reader = Read.Reader();
        await using var batch = reader.OpenBatch();
        await RunAsync(new DocumentTarget([.. Markup(), .. Pdfs()], new DocumentOptions(), batch.ReadAsync), 60);
    }

    private static async Task RunAsync(DocumentTarget target, int inputs)
    {
        var result = Assert.Single(await new FuzzRun([target], seed: 14).RunAsync(TimeSpan.FromMinutes(5), inputs, CancellationToken.None));
        Assert.Empty(result.Crashes);
        Assert.Equal(inputs, result.Inputs);
    }
}
