using System.Diagnostics;
using System.Text.Json;
using AspireStreaming.ServiceDefaults.Processes;

namespace AspireStreaming.Worker.Documents;

/// <summary>A started reader process with its private folder. It reads one file at a time. Disposal kills it with all its children.</summary>
internal sealed class ReaderProcess : IAsyncDisposable
{
    private const int AnswerOverhead = 64 * 1024;
    private const int MaxEscapedBytes = 6; // a character as \u0000

    private readonly DocumentOptions _options;
    private readonly Process _process;
    private readonly PrivateFolder _folder;
    private readonly Task<string> _errors;
    private Task<ProcessResult>? _end;

    /// <param name="folder">Its working directory; it is removed with the process.</param>
    public ReaderProcess(ProcessStartInfo start, PrivateFolder folder, DocumentOptions options)
    {
        (_options, _folder) = (options, folder);
        _process = new Process { StartInfo = start };
        _process.Start();
        _errors = BoundedProcess.ReadErrorsAsync(_process.StandardError);
    }

    /// <summary>Sends the limits and waits until the process can read.</summary>
    /// <returns>False if the process ended instead.</returns>
    /// <exception cref="OperationCanceledException">The process was killed.</exception>
    public async Task<bool> ReadyAsync(CancellationToken cancel) =>
        await ExchangeAsync(input => ReaderProtocol.WriteAsync(input, _options, ReaderJson.Default.DocumentOptions), cancel) is { Last: false };

    /// <param name="file">The file.</param>
    /// <param name="read">Is told after each page of a scan: the number of pages that are recognised, and of all.</param>
    /// <param name="cancel">Kills the process.</param>
    /// <returns>Null if the process ended; an answer without text and refusal if it sent what is no answer.</returns>
    /// <exception cref="OperationCanceledException">The process was killed.</exception>
    public async Task<ReaderAnswer?> AskAsync(UploadedFile file, Func<int, int, Task> read, CancellationToken cancel)
    {
        var request = new ReaderRequest(file.Name, file.ContentType, file.Content.Length);
        var answer = await ExchangeAsync(input => ReaderProtocol.WriteAsync(input, request, ReaderJson.Default.ReaderRequest, file.Content), cancel);
        while (answer is { Page: > 0 })
        {
            await read(answer.Page, answer.Pages);
            answer = await ExchangeAsync(_ => Task.CompletedTask, cancel);
        }

        return answer;
    }

    /// <summary>Kills the process, if it still runs, with all its children, and tells how it ended.</summary>
    public Task<ProcessResult> EndAsync() => _end ??= KillAsync();

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<ProcessResult> KillAsync()
    {
        BoundedProcess.Kill(_process);
        await _process.WaitForExitAsync(CancellationToken.None);
        return new ProcessResult(_process.ExitCode, [], await _errors, OutputExceeded: false);
    }

    private async Task<ReaderAnswer?> ExchangeAsync(Func<Stream, Task> send, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        // The end of the process closes the pipes, so the write and the read below end too.
        await using var kill = cancel.Register(() => BoundedProcess.Kill(_process));
        try
        {
            await send(_process.StandardInput.BaseStream);
            var limit = (int)Math.Min(Array.MaxLength, AnswerOverhead + (long)MaxEscapedBytes * _options.MaxCharacters);
            var answer = await ReaderProtocol.ReadAsync(_process.StandardOutput.BaseStream, ReaderJson.Default.ReaderAnswer, limit);
            cancel.ThrowIfCancellationRequested();
            return answer;
        }
        catch (IOException)
        {
            cancel.ThrowIfCancellationRequested();
            return null;
        }
        catch (Exception invalid) when (invalid is InvalidDataException or JsonException)
        {
            return new ReaderAnswer(Last: true);
        }
    }
}
