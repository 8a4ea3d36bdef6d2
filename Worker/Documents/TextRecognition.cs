using System.Globalization;
using System.Text;
using AspireStreaming.ServiceDefaults.Processes;

namespace AspireStreaming.Worker.Documents;

/// <summary>Recognises the words of a page's image with Tesseract, in a separate process with limited time and memory and without files.</summary>
internal sealed class TextRecognition(DocumentOptions options)
{
    // The level of a word in the output; page, block, paragraph and line are above it.
    private const int LineLevel = 4;
    private const int WordLevel = 5;
    private const int Columns = 12;

    // Specks and the edges of the paper are "recognised" too, without confidence.
    private const double LeastConfidence = 30;

    /// <param name="image">PNG, JPEG or PGM.</param>
    /// <param name="pointsPerPixel">The scale of the page.</param>
    /// <param name="file">The file that the image comes from.</param>
    /// <param name="cancel">Ends the process.</param>
    /// <exception cref="DocumentException">Tesseract is missing, or broke a limit, or can't read the image.</exception>
    public async Task<PdfPage> ReadAsync(ReadOnlyMemory<byte> image, double pointsPerPixel, UploadedFile file, CancellationToken cancel)
    {
        try
        {
            var limits = new ProcessLimits(options.OcrCpuSeconds, options.OcrMemoryBytes, options.PdfOutputBytes);
            string[] arguments = ["stdin", "stdout", "-l", options.OcrLanguages, "--psm", "3", "tsv"];
            var result = await BoundedProcess.RunAsync(options.Tesseract, arguments, image, limits, cancel);
            if (result.OutOfCpuTime && !result.OutputExceeded)
                throw DocumentErrors.TimedOut(file.Name, TimeSpan.FromSeconds(options.OcrCpuSeconds));
            if (result.OutputExceeded || (result.ExitCode != 0 && result.OutOfMemory))
                throw DocumentErrors.TooComplex(file.Name);
            if (result.Errors.Contains("Failed loading language", StringComparison.Ordinal))
                throw DocumentErrors.RecognitionMissing(file.Name, $"{options.Tesseract} -l {options.OcrLanguages}");
            return result.ExitCode == 0 ? Parse(Encoding.UTF8.GetString(result.Output), pointsPerPixel) : throw DocumentErrors.Corrupt(file.Name);
        }
        catch (FileNotFoundException missing)
        {
            throw DocumentErrors.RecognitionMissing(file.Name, options.Tesseract, missing);
        }
    }

    /// <summary>
    /// Reads a table of tabs: <c>level page block paragraph line word left top width height confidence text</c>. All words of a line get its
    /// top and bottom, because the box of a word is as high as its own letters.
    /// </summary>
    internal static PdfPage Parse(string table, double scale)
    {
        var words = new List<PdfWord>();
        double height = 0, top = 0, bottom = 0;
        foreach (string[] cells in table.Split('\n').Skip(1).Select(line => line.TrimEnd('\r').Split('\t', Columns)))
        {
            if (cells.Length < Columns - 1 || !TryNumbers(cells, out double[] n))
                continue;
            double left = n[6] * scale, right = (n[6] + n[8]) * scale;
            if (n[0] < LineLevel)
            {
                height = Math.Max(height, (n[7] + n[9]) * scale);
            }
            else if (n[0] == LineLevel)
            {
                (top, bottom) = (n[7] * scale, (n[7] + n[9]) * scale);
            }
            else if (n[0] == WordLevel && cells.Length == Columns && n[10] >= LeastConfidence && cells[^1].Trim() is { Length: > 0 } text)
            {
                words.Add(new PdfWord(left, top, right, bottom, text, SpaceAfter: true, words.Count));
            }
        }

        return new PdfPage(height, words);
    }

    private static bool TryNumbers(string[] cells, out double[] numbers)
    {
        numbers = new double[Columns - 1];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                return false;
        }

        return true;
    }
}
