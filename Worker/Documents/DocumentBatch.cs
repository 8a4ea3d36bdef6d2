using System.Collections.Concurrent;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// The files of one job. A reader process that answered reads the next file of the same job, because the start of a process takes
/// longer than most files. A process that broke a limit, crashed or did not answer is killed, and costs its file only.
/// </summary>
public sealed class DocumentBatch : IAsyncDisposable
{
    private readonly DocumentOptions _options;
    private readonly ReaderProcessStarter _processes;
    private readonly SemaphoreSlim _slots;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ConcurrentBag<ReaderProcess> _idle = [];

    internal DocumentBatch(DocumentOptions options, ReaderProcessStarter processes, SemaphoreSlim slots, TimeProvider time, ILogger log) =>
        (_options, _processes, _slots, _time, _log) = (options, processes, slots, time, log);

    /// <exception cref="DocumentException">The file is refused; see <see cref="DocumentErrors"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public Task<DocumentText> ReadAsync(UploadedFile file, CancellationToken cancel) => ReadAsync(file, (_, _) => Task.CompletedTask, cancel);

    /// <param name="file">The file.</param>
    /// <param name="read">Is told after each page of a scan: the number of pages that are recognised, and of all.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="DocumentException">The file is refused; see <see cref="DocumentErrors"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<DocumentText> ReadAsync(UploadedFile file, Func<int, int, Task> read, CancellationToken cancel)
    {
        try
        {
            if (file.Content.IsEmpty)
                throw DocumentErrors.Empty(file.Name);
            if (file.Content.Length > _options.MaxBytes)
                throw DocumentErrors.TooLarge(file.Name, _options.MaxBytes);

            await _slots.WaitAsync(cancel);
            try
            {
                return await ReadInProcessAsync(file, read, cancel);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (DocumentException refused)
        {
            // The log contains no name and no content: logs are kept longer than a CV may be.
            _log.LogInformation("A document of {Bytes} bytes is refused: {Code}", file.Content.Length, refused.Code);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var process))
            await process.DisposeAsync();
    }

    private async Task<DocumentText> ReadInProcessAsync(UploadedFile file, Func<int, int, Task> read, CancellationToken cancel)
    {
        var process = _idle.TryTake(out var idle) ? idle : await _processes.StartAsync(file.Name, cancel);
        var serves = false;
        try
        {
            var answer = await AskAsync(process, file, read, cancel);
            serves = !answer.Last;
            if (answer.Document is { } document && document.Text.Length <= _options.MaxCharacters)
                return document;
            throw answer.Refusal?.ToException() ?? DocumentErrors.ReaderFailed(file.Name);
        }
        finally
        {
            if (serves)
                _idle.Add(process);
            else
                await process.DisposeAsync();
        }
    }

    private async Task<ReaderAnswer> AskAsync(ReaderProcess process, UploadedFile file, Func<int, int, Task> read, CancellationToken cancel)
    {
        // The time-out of a file starts when a process that is ready has it.
        using var deadline = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            if (await process.AskAsync(file, PageReadAsync, both.Token) is { } answer)
            {
                if (answer.Fault is { } fault)
                    _log.LogWarning("The reader of a document of {Bytes} bytes failed: {Fault}", file.Content.Length, fault);
                return answer;
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw DocumentErrors.TimedOut(file.Name, _options.Timeout);
        }
        var end = await process.EndAsync();
        _log.LogWarning("The reader process of a document of {Bytes} bytes ended with exit code {ExitCode}", file.Content.Length, end.ExitCode);
        throw end.OutOfCpuTime ? DocumentErrors.TimedOut(file.Name, TimeSpan.FromSeconds(_options.ReaderCpuSeconds))
            : end.OutOfMemory ? DocumentErrors.TooComplex(file.Name)
            : DocumentErrors.ReaderFailed(file.Name);

        // Each page of a scan has the time of a file; their number is limited.
        Task PageReadAsync(int page, int pages)
        {
            if (page <= _options.MaxScannedPages)
                deadline.CancelAfter(_options.Timeout);
            return read(page, pages);
        }
    }
}
