using Microsoft.Extensions.Options;

namespace AspireStreaming.Worker.Documents;

/// <summary>Extracts the text of uploaded files, in reader processes with limits. Every failure is a <see cref="DocumentException"/>.</summary>
public sealed class DocumentReader(IOptions<DocumentOptions> options, TimeProvider time, ILogger<DocumentReader> log) : IDisposable
{
    private readonly ReaderProcessStarter _processes = new(options.Value, log);
    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);

    public void Dispose() => _slots.Dispose();

    /// <summary>The files of one job. They share reader processes, and share them with no other job.</summary>
    public DocumentBatch OpenBatch() => new(options.Value, _processes, _slots, time, log);

    /// <inheritdoc cref="ReadAsync(UploadedFile, Func{int, int, Task}, CancellationToken)"/>
    public Task<DocumentText> ReadAsync(UploadedFile file, CancellationToken cancel) => ReadAsync(file, (_, _) => Task.CompletedTask, cancel);

    /// <summary>One file in a process of its own.</summary>
    /// <param name="file">The file.</param>
    /// <param name="read">Is told after each page of a scan: the number of pages that are recognised, and of all.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="DocumentException">The file is refused; see <see cref="DocumentErrors"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<DocumentText> ReadAsync(UploadedFile file, Func<int, int, Task> read, CancellationToken cancel)
    {
        await using var batch = OpenBatch();
        return await batch.ReadAsync(file, read, cancel);
    }
}
