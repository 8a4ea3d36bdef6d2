using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Api.Export;

/// <summary>Section <c>Export</c>: PDFs are made by LibreOffice, where it is installed.</summary>
public sealed class ExportOptions
{
    public const string Section = "Export";

    /// <summary>The program of LibreOffice: a name on the PATH, or a path.</summary>
    [Required]
    public string LibreOffice { get; set; } = "soffice";

    /// <summary>How many PDFs one Api makes at the same time. 1 to 64; 2 by default.</summary>
    [Range(1, 64)]
    public int Conversions { get; set; } = 2;

    /// <summary>How many more requests wait for that; any other gets 503 and <c>Retry-After</c>. 0 to 1,000; 8 by default.</summary>
    [Range(0, 1000)]
    public int Waiting { get; set; } = 8;

    /// <summary>Wall time for one PDF.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Seconds of processor time for one PDF.</summary>
    [Range(1, 3600)]
    public int CpuSeconds { get; set; } = 30;

    /// <summary>Bytes of memory for one PDF.</summary>
    [Range(64L << 20, 1L << 40)]
    public long MemoryBytes { get; set; } = 1L << 30;

    /// <summary>Bytes of a PDF, and of each temporary file on the way to it.</summary>
    [Range(64L << 10, 1L << 30)]
    public int PdfBytes { get; set; } = 32 << 20;
}
