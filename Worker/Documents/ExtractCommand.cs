namespace AspireStreaming.Worker.Documents;

/// <summary>
/// The process that reads files for a worker: <c>Worker extract</c>. Standard input brings the limits, then request after request, each
/// followed by its file; standard output takes an answer for each (<see cref="ReaderProtocol"/>). The process ends with its input.
/// </summary>
internal static class ExtractCommand
{
    public const string Verb = "extract";

    private const int MaxFrameBytes = 1 << 20;

    /// <returns>0, or 1 if an answer said that it was the last one.</returns>
    public static async Task<int> RunAsync()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        Console.SetOut(Console.Error); // a library that prints can't break the protocol

        if (await ReaderProtocol.ReadAsync(input, ReaderJson.Default.DocumentOptions, MaxFrameBytes) is not { } options)
            return 0;
        var extractor = new TextExtractor(options);
        await ReaderProtocol.WriteAsync(output, new ReaderAnswer(), ReaderJson.Default.ReaderAnswer);
        while (await ReaderProtocol.ReadAsync(input, ReaderJson.Default.ReaderRequest, MaxFrameBytes) is { } request)
        {
            var content = new byte[request.Length];
            await input.ReadExactlyAsync(content);
            var answer = await AnswerAsync(
                extractor,
                new UploadedFile(request.Name, content, request.ContentType),
                (page, pages) => ReaderProtocol.WriteAsync(output, new ReaderAnswer(Page: page, Pages: pages), ReaderJson.Default.ReaderAnswer));
            // A process near its limit of processor time would fail a file for the time of the files before it.
            if (Environment.CpuUsage.TotalTime > TimeSpan.FromSeconds(options.ReaderCpuSeconds / 2.0))
                answer = answer with { Last = true };
            await ReaderProtocol.WriteAsync(output, answer, ReaderJson.Default.ReaderAnswer);
            if (answer.Last)
                return 1;
        }
        return 0;
    }

    private static async Task<ReaderAnswer> AnswerAsync(TextExtractor extractor, UploadedFile file, Func<int, int, Task> read)
    {
        try
        {
            return new ReaderAnswer(await extractor.ReadAsync(file, read, CancellationToken.None));
        }
        catch (DocumentException refused)
        {
            return new ReaderAnswer(Refusal: ReaderRefusal.Of(refused), Fault: refused.InnerException is { } cause ? Describe(cause) : null);
        }
        catch (OutOfMemoryException)
        {
            return new ReaderAnswer(Refusal: ReaderRefusal.Of(DocumentErrors.TooComplex(file.Name)), Last: true);
        }
        catch (Exception fault)
        {
            // No file may cost more than itself, whatever it makes a parser throw.
            return new ReaderAnswer(Refusal: ReaderRefusal.Of(DocumentErrors.ReaderFailed(file.Name)), Fault: Describe(fault), Last: true);
        }
    }

    private static string Describe(Exception fault) => $"{fault.GetType()} {fault.StackTrace?.ReplaceLineEndings(" ")}";
}
