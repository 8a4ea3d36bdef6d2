using System.Globalization;
using System.Text;
using AspireStreaming.ServiceDefaults.Processes;

namespace AspireStreaming.Worker.Documents;

/// <summary>Extracts the text of a PDF with poppler, in separate processes with limited time and memory and without files.</summary>
internal sealed class PdfText(DocumentOptions options)
{
    private readonly ScannedPages _scans = new(options);

    /// <param name="file">The PDF.</param>
    /// <param name="read">Is told after each page whose text had to be recognised: the number of such pages so far, and of all.</param>
    /// <param name="cancel">Ends the processes.</param>
    public async Task<(string Text, int Pages)> ReadAsync(UploadedFile file, Func<int, int, Task> read, CancellationToken cancel)
    {
        // The page tree is read first: a document of 10,000 pages is refused before any page is read.
        var info = await RunAsync(options.PdfInfo, ["-"], file, cancel);
        var pages = Pages(info, file);
        if (pages > options.MaxPages)
            throw DocumentErrors.TooManyPages(file.Name, pages, options.MaxPages);
        // -raw keeps the order in which the words were drawn. This order distinguishes columns from tables.
        var words = await RunAsync(options.PdfToText, ["-bbox", "-raw", "-enc", "UTF-8", "-l", options.MaxPages.ToString(CultureInfo.InvariantCulture), "-", "-"], file, cancel);
        if (IsTruncated(file.Content.Span) && (info.Errors + words.Errors).Contains("Error", StringComparison.Ordinal))
            throw DocumentErrors.Truncated(file.Name);
        if (words.ExitCode != 0)
            throw DocumentErrors.Corrupt(file.Name);
        var drawn = PdfPage.Parse(Encoding.UTF8.GetString(words.Output)).ToList();
        return (PdfLines.Compose(await _scans.FillAsync(file, drawn, read, cancel)), (int)pages);
    }

    private async Task<ProcessResult> RunAsync(string program, string[] arguments, UploadedFile file, CancellationToken cancel)
    {
        try
        {
            var limits = new ProcessLimits(options.PdfCpuSeconds, options.PdfMemoryBytes, options.PdfOutputBytes);
            var result = await BoundedProcess.RunAsync(program, arguments, file.Content, limits, cancel);
            if (result.OutputExceeded)
                throw DocumentErrors.TooMuchText(file.Name, options.MaxCharacters);
            if (result.OutOfCpuTime)
                throw DocumentErrors.TimedOut(file.Name, TimeSpan.FromSeconds(options.PdfCpuSeconds));
            if (result.ExitCode != 0 && result.OutOfMemory)
                throw DocumentErrors.TooComplex(file.Name);
            return result;
        }
        catch (FileNotFoundException missing)
        {
            throw DocumentErrors.PdfReaderMissing(file.Name, program, missing);
        }
    }

    // "Pages:           3"
    private static long Pages(ProcessResult info, UploadedFile file)
    {
        if (info.Errors.Contains("Incorrect password", StringComparison.Ordinal))
            throw DocumentErrors.Encrypted(file.Name);
        var line = Encoding.UTF8.GetString(info.Output).Split('\n').FirstOrDefault(l => l.StartsWith("Pages:", StringComparison.Ordinal));
        if (info.ExitCode == 0 && long.TryParse(line?["Pages:".Length..], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var pages) && pages > 0)
            return pages;
        throw IsTruncated(file.Content.Span) ? DocumentErrors.Truncated(file.Name) : DocumentErrors.Corrupt(file.Name);
    }

    // A PDF ends in %%EOF; readers allow some bytes after it.
    private static bool IsTruncated(ReadOnlySpan<byte> content) => content[Math.Max(0, content.Length - 2048)..].IndexOf("%%EOF"u8) < 0;
}
