using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Worker.Documents;

/// <summary>Section <c>Documents</c>: the limits of one uploaded file.</summary>
public sealed class DocumentOptions
{
    public const string Section = "Documents";

    /// <summary>Bytes of a file as it was sent.</summary>
    [Range(1, 1L << 30)]
    public long MaxBytes { get; set; } = 20 << 20;

    /// <summary>Bytes of a markup or text file: their parsers hold the whole file in memory as a tree.</summary>
    [Range(1, 1L << 30)]
    public long MaxMarkupBytes { get; set; } = 4 << 20;

    /// <summary>Pages of a PDF.</summary>
    [Range(1, 100_000)]
    public int MaxPages { get; set; } = 200;

    /// <summary>Characters of the extracted text.</summary>
    [Range(1, 100_000_000)]
    public int MaxCharacters { get; set; } = 1_000_000;

    /// <summary>Bytes of all parts of an archive together, unpacked.</summary>
    [Range(1, 1L << 32)]
    public long MaxUnpackedBytes { get; set; } = 64 << 20;

    /// <summary>Unpacked size over packed size of one part; parts below 1 MiB are not checked.</summary>
    [Range(2, 1000)]
    public int MaxUnpackRatio { get; set; } = 150;

    /// <summary>Wall time for one file; of a scan, for each page.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Seconds of processor time for each process that reads files. One that used half of it gets no further file.</summary>
    [Range(2, 3600)]
    public int ReaderCpuSeconds { get; set; } = 30;

    /// <summary>Bytes of memory for each process that reads files.</summary>
    [Range(256L << 20, 1L << 40)]
    public long ReaderMemoryBytes { get; set; } = 1L << 30;

    /// <summary>Seconds of processor time for each run of a poppler program.</summary>
    [Range(1, 3600)]
    public int PdfCpuSeconds { get; set; } = 15;

    /// <summary>Bytes of memory for each run of a poppler program.</summary>
    [Range(32L << 20, 1L << 40)]
    public long PdfMemoryBytes { get; set; } = 1L << 30;

    /// <summary>Bytes of a poppler program's output. A word with its position takes about 100 bytes.</summary>
    [Range(1, 1L << 30)]
    public int PdfOutputBytes { get; set; } = 48 << 20;

    /// <summary>How many files are read at the same time in this process; the others wait.</summary>
    [Range(1, 256)]
    [DefaultValue("number of cores, 2 at least")]
    public int Concurrency { get; set; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>The program that extracts the text of a PDF.</summary>
    [Required]
    public string PdfToText { get; set; } = "pdftotext";

    /// <summary>The program that counts the pages of a PDF.</summary>
    [Required]
    public string PdfInfo { get; set; } = "pdfinfo";

    /// <summary>The program that draws the pages of a PDF that have no text.</summary>
    [Required]
    public string PdfToPpm { get; set; } = "pdftoppm";

    /// <summary>The program that lists the images of a PDF.</summary>
    [Required]
    public string PdfImages { get; set; } = "pdfimages";

    /// <summary>The program that recognises the text of images.</summary>
    [Required]
    public string Tesseract { get; set; } = "tesseract";

    /// <summary>The languages of the text in images, as Tesseract names its data files.</summary>
    [Required]
    [RegularExpression("[A-Za-z_]+(\\+[A-Za-z_]+)*")]
    public string OcrLanguages { get; set; } = "fra+eng";

    /// <summary>Pixels an inch of a page that is drawn to recognise its text.</summary>
    [Range(72, 600)]
    public int OcrResolution { get; set; } = 200;

    /// <summary>Pages of a PDF whose text has to be recognised. Each may take the whole <see cref="Timeout"/>.</summary>
    [Range(0, 1000)]
    public int MaxScannedPages { get; set; } = 20;

    /// <summary>Pixels of an image.</summary>
    [Range(1, 1 << 30)]
    public int MaxImagePixels { get; set; } = 40_000_000;

    /// <summary>Seconds of processor time for the recognition of one page.</summary>
    [Range(1, 3600)]
    public int OcrCpuSeconds { get; set; } = 30;

    /// <summary>Bytes of memory for the recognition of one page.</summary>
    [Range(32L << 20, 1L << 40)]
    public long OcrMemoryBytes { get; set; } = 1L << 30;
}
