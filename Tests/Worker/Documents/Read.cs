using System.Text;
using AspireStreaming.Worker.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>Short ways to read something in a test.</summary>
internal static class Read
{
    /// <summary>Of all tests that set no limit: the start of a process takes longer than most files.</summary>
    private static readonly Lazy<DocumentBatch> Shared = new(() =>
    {
        var batch = Reader().OpenBatch();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => batch.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return batch;
    });

    public static DocumentReader Reader(Action<DocumentOptions>? configure = null, ILoggerProvider? log = null)
    {
        var options = new DocumentOptions();
        configure?.Invoke(options);
        return Reader(options, log ?? NullLoggerProvider.Instance);
    }

    public static DocumentReader Reader(DocumentOptions options, ILoggerProvider log)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        return new DocumentReader(Options.Create(options), TimeProvider.System, loggers.CreateLogger<DocumentReader>());
    }

    /// <summary>Reads in this process: no limit of a process hides what a parser does.</summary>
    public static Task<DocumentText> InThisProcess(byte[] content, string name = "cv") =>
        new TextExtractor(new DocumentOptions()).ReadAsync(new UploadedFile(name, content), CancellationToken.None);

    public static async Task<DocumentText> Bytes(byte[] content, string name = "cv", string? type = null, Action<DocumentOptions>? configure = null)
    {
        var file = new UploadedFile(name, content, type);
        if (configure is null)
        {
            return await Shared.Value.ReadAsync(file, CancellationToken.None);
        }

        using var reader = Reader(configure);
        return await reader.ReadAsync(file, CancellationToken.None);
    }

    public static Task<DocumentText> Text(string content, string name = "cv", string? type = null) => Bytes(Encoding.UTF8.GetBytes(content), name, type);

    public static Task<DocumentException> Refused(byte[] content, string name = "cv", Action<DocumentOptions>? configure = null) =>
        Assert.ThrowsAsync<DocumentException>(() => Bytes(content, name, null, configure));

    public static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", name));
}
