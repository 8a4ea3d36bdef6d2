using System.Threading.RateLimiting;
using AspireStreaming.ServiceDefaults.Processes;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Api.Export;

/// <summary>
/// Word documents as PDFs. Each is made by a LibreOffice process of its own with a private folder and profile, within limits, without network.
/// A few are made at a time, a few more wait.
/// </summary>
internal sealed class PdfConverter(IOptions<ExportOptions> options, ILogger<PdfConverter> log) : IDisposable
{
    private const string FolderPrefix = "aspire-pdf";
    private const int OutputBytes = 64 << 10; // what LibreOffice says about its work

    /// <summary>Tagged: a screen reader finds the headings and lists, and a program that reads résumés finds the order of the text.</summary>
    private const string Format = """pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}""";

    private readonly ExportOptions _options = options.Value;
    private readonly ConcurrencyLimiter _places = new(new() { PermitLimit = options.Value.Conversions, QueueLimit = options.Value.Waiting });
    private readonly Lazy<Task<string[]>> _fence = new(() => PrepareAsync(log));

    /// <summary>Whether LibreOffice is there now.</summary>
    public bool IsInstalled => BoundedProcess.Find(_options.LibreOffice) is not null;

    /// <param name="document">A Word document.</param>
    /// <param name="cancel">Ends the conversion.</param>
    /// <exception cref="PdfException">There is no PDF; it says why.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<byte[]> ConvertAsync(byte[] document, CancellationToken cancel)
    {
        string program = BoundedProcess.Find(_options.LibreOffice) ?? throw PdfException.NotInstalled();
        using var place = await _places.AcquireAsync(1, cancel);
        if (!place.IsAcquired)
        {
            throw PdfException.Busy();
        }

        string[] fence = await _fence.Value;
        using var folder = PrivateFolder.Create(FolderPrefix);
        string word = Path.Combine(folder.Path, "document.docx");
        await File.WriteAllBytesAsync(word, document, cancel);
        var end = await RunAsync([.. fence, program, .. Arguments(folder.Path, word)], folder.Path, cancel);

        // LibreOffice ends with 0 also when it made nothing.
        var pdf = new FileInfo(Path.ChangeExtension(word, ".pdf"));
        if (end is { ExitCode: 0 } && pdf is { Exists: true, LinkTarget: null, Length: > 0 } && pdf.Length <= _options.PdfBytes)
        {
            return await File.ReadAllBytesAsync(pdf.FullName, cancel);
        }

        bool overLimits = end.OutOfCpuTime || end.OutOfMemory || end.OutputExceeded || end.FileTooLarge || pdf is { Exists: true, Length: > 0 };
        // What it wrote could hold text of the document.
        log.Log(overLimits ? LogLevel.Warning : LogLevel.Error, "LibreOffice made no PDF; exit code {ExitCode}", end.ExitCode);
        throw overLimits ? PdfException.OverLimits() : PdfException.Failed();
    }

    public void Dispose() => _places.Dispose();

    private async Task<ProcessResult> RunAsync(string[] command, string folder, CancellationToken cancel)
    {
        var limits = new ProcessLimits(_options.CpuSeconds, _options.MemoryBytes, OutputBytes, _options.PdfBytes);
        var start = BoundedProcess.StartInfo(BoundedProcess.Locate(command[0]), command[1..], limits);
        start.WorkingDirectory = folder;
        foreach (string variable in (string[])["HOME", "TMPDIR", "TMP", "TEMP"])
        {
            start.Environment[variable] = folder;
        }

        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH"); // soffice is a script
        start.Environment["SAL_USE_VCLPLUGIN"] = "svp"; // no display
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(_options.Timeout);
        try
        {
            return await BoundedProcess.RunAsync(start, default, OutputBytes, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw PdfException.OverLimits();
        }
    }

    private static string[] Arguments(string folder, string word) =>
    [
        "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", $"-env:UserInstallation={new Uri(Path.Combine(folder, "profile")).AbsoluteUri}",
        "--convert-to", Format, "--outdir", folder, word,
    ];

    private static async Task<string[]> PrepareAsync(ILogger log)
    {
        PrivateFolder.RemoveAbandoned(FolderPrefix); // an Api that is killed leaves its own behind
        var fence = await ProcessFence.FindAsync();
        foreach (string missing in fence.Missing)
        {
            log.LogWarning("PDFs are made in processes {Missing}", missing);
        }

        return fence.Command;
    }
}
