using System.Globalization;
using AspireStreaming.ServiceDefaults.Processes;

namespace AspireStreaming.Worker.Documents;

/// <summary>Reads the pages of a PDF that have no text: poppler draws each, <see cref="TextRecognition"/> reads the image.</summary>
internal sealed class ScannedPages(DocumentOptions options)
{
    private const int LeastLetters = 20;
    private const int LeastPixels = 500_000;
    private const double PointsPerInch = 72;
    private const int MaxHeader = 64;

    private readonly TextRecognition _recognition = new(options);

    /// <summary>Replaces the pages without text by what is recognised on them.</summary>
    /// <param name="file">The PDF.</param>
    /// <param name="pages">Its pages as poppler reads them.</param>
    /// <param name="read">Is told after each page: the number of pages that are read, and of pages to read.</param>
    /// <param name="cancel">Ends the processes.</param>
    /// <exception cref="DocumentException">No page of the file can be read.</exception>
    public async Task<IReadOnlyList<PdfPage>> FillAsync(UploadedFile file, IReadOnlyList<PdfPage> pages, Func<int, int, Task> read, CancellationToken cancel)
    {
        List<int> empty = [.. Enumerable.Range(0, pages.Count).Where(i => pages[i].Words.Sum(w => w.Text.Count(char.IsLetterOrDigit)) < LeastLetters)];
        if (empty.Count == 0)
            return pages;
        bool all = empty.Count == pages.Count;
        // A nearly empty page of a document with text is a scan only if an image covers it.
        List<int> scans = all ? empty : await WithImageAsync(file, empty, cancel);
        if (scans.Count > options.MaxScannedPages)
            throw DocumentErrors.TooManyScannedPages(file.Name, scans.Count, options.MaxScannedPages);
        var filled = pages.ToList();
        for (int i = 0; i < scans.Count; i++)
        {
            try
            {
                filled[scans[i]] = await ReadAsync(file, scans[i] + 1, cancel);
            }
            catch (DocumentException missing) when (missing.Code == DocumentErrors.RecognitionMissingCode && !all)
            {
                return filled; // the other pages have text
            }

            await read(i + 1, scans.Count);
        }

        return filled;
    }

    private async Task<PdfPage> ReadAsync(UploadedFile file, int page, CancellationToken cancel)
    {
        string number = page.ToString(CultureInfo.InvariantCulture);
        string resolution = options.OcrResolution.ToString(CultureInfo.InvariantCulture);
        var drawn = await RunAsync(options.PdfToPpm, ["-gray", "-r", resolution, "-f", number, "-l", number, "-"], file, options.MaxImagePixels, cancel);
        return drawn.ExitCode != 0 || drawn.Output.Length == 0 ? throw DocumentErrors.Corrupt(file.Name)
            : IsBlank(drawn.Output) ? new PdfPage(0, [])
            : await _recognition.ReadAsync(drawn.Output, PointsPerInch / options.OcrResolution, file, cancel);
    }

    // The header of a PGM has line breaks; a pixel of white is 255.
    private static bool IsBlank(ReadOnlySpan<byte> image) => image.Length > MaxHeader && !image[MaxHeader..].ContainsAnyExcept((byte)255);

    // "   3     0 image    2480  3508  gray …"
    private async Task<List<int>> WithImageAsync(UploadedFile file, List<int> candidates, CancellationToken cancel)
    {
        var listed = await RunAsync(options.PdfImages, ["-list", "-"], file, options.PdfOutputBytes, cancel);
        var covered = new HashSet<int>();
        foreach (string[] cells in System.Text.Encoding.UTF8.GetString(listed.Output).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (cells.Length > 4 && int.TryParse(cells[0], out int page) && long.TryParse(cells[3], out long width) && long.TryParse(cells[4], out long height)
                && width <= 1_000_000 && height <= 1_000_000 && width * height >= LeastPixels)
                covered.Add(page - 1);
        }

        return candidates.FindAll(covered.Contains);
    }

    private async Task<ProcessResult> RunAsync(string program, string[] arguments, UploadedFile file, int outputBytes, CancellationToken cancel)
    {
        try
        {
            var result = await BoundedProcess.RunAsync(program, arguments, file.Content, new ProcessLimits(options.PdfCpuSeconds, options.PdfMemoryBytes, outputBytes), cancel);
            return result.OutputExceeded ? throw DocumentErrors.TooComplex(file.Name)
                : result.OutOfCpuTime ? throw DocumentErrors.TimedOut(file.Name, TimeSpan.FromSeconds(options.PdfCpuSeconds))
                : result.ExitCode != 0 && result.OutOfMemory ? throw DocumentErrors.TooComplex(file.Name)
                : result;
        }
        catch (FileNotFoundException missing)
        {
            throw DocumentErrors.PdfReaderMissing(file.Name, program, missing);
        }
    }
}
