using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AspireStreaming.Worker.Documents;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvParsing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Bench.Documents;

/// <summary><c>documents</c>: how long a pile of CVs and a very long PDF take, in the reader processes of <c>cv-parse</c> with their limits.</summary>
internal static class DocumentsCommand
{
    private const int ManyPages = 10_000;
    private const int Parallel = 4; // as cv-parse

    public static Command Create()
    {
        var cvs = new Option<int>("--cvs") { DefaultValueFactory = _ => 100, Description = "How many CVs of two pages." };
        var folder = new Option<string>("--folder") { DefaultValueFactory = _ => "Tests/Data/labelled", Description = "The PDFs that the CVs are made of." };
        var command = new Command("documents", "Reads CVs of two pages and a PDF of 10,000 pages, and prints the times.") { cvs, folder };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(cvs), cancellationToken));
        return command;
    }

    private static async Task RunAsync(string folder, int count, CancellationToken cancellationToken)
    {
        var files = await TwoPagesAsync(folder, count, cancellationToken);
        using (var reader = Reader(new DocumentOptions()))
        {
            await CvsAsync(reader, files[..1], cancellationToken); // the compiler and the lexicon
            var took = await CvsAsync(reader, files, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Count} CVs of two pages: {took.TotalSeconds:0.0} s, {took.TotalMilliseconds / files.Count:0} ms each"));
        }

        var book = new UploadedFile("book.pdf", LongPdf.Of(ManyPages));
        await BookAsync("with the limit of pages", book, new DocumentOptions(), cancellationToken);
        await BookAsync("without it", book, new DocumentOptions { MaxPages = ManyPages }, cancellationToken);
        await BookAsync("without limits of pages and characters", book, new DocumentOptions { MaxPages = ManyPages, MaxCharacters = 100_000_000, PdfOutputBytes = 1 << 30 }, cancellationToken);
    }

    private static async Task<TimeSpan> CvsAsync(DocumentReader reader, IReadOnlyList<UploadedFile> files, CancellationToken cancellationToken)
    {
        var cvs = new CvReader();
        long began = Stopwatch.GetTimestamp();
        await using var batch = reader.OpenBatch();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (file, cancel) => CvRecords.From(file.Name, cvs.Read((await batch.ReadAsync(file, cancel)).Text, DateOnly.FromDateTime(DateTime.UtcNow))));
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task BookAsync(string how, UploadedFile book, DocumentOptions options, CancellationToken cancellationToken)
    {
        using var reader = Reader(options);
        long began = Stopwatch.GetTimestamp();
        string outcome;
        try
        {
            outcome = $"{(await reader.ReadAsync(book, cancellationToken)).Text.Length:N0} characters";
        }
        catch (DocumentException refused)
        {
            outcome = refused.Code;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{ManyPages:N0} pages, {book.Content.Length >> 20} MiB, {how}: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, {outcome}"));
    }

    private static DocumentReader Reader(DocumentOptions options) => new(Options.Create(options), TimeProvider.System, NullLogger<DocumentReader>.Instance);

    // Two CVs of one page of real producers make one of two pages.
    private static async Task<List<UploadedFile>> TwoPagesAsync(string folder, int count, CancellationToken cancellationToken)
    {
        string[] pages = [.. Directory.EnumerateFiles(folder, "*.pdf", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var files = new List<UploadedFile>();
        var made = Directory.CreateTempSubdirectory("bench-documents-");
        try
        {
            for (int n = 0; n < count; n++)
            {
                string path = Path.Combine(made.FullName, $"cv-{n}.pdf");
                using var unite = Process.Start("pdfunite", [pages[n % pages.Length], pages[(n + 1) % pages.Length], path]);
                await unite.WaitForExitAsync(cancellationToken);
                files.Add(new UploadedFile(Path.GetFileName(path), await File.ReadAllBytesAsync(path, cancellationToken)));
            }
        }
        finally
        {
            made.Delete(recursive: true);
        }

        return files;
    }
}
