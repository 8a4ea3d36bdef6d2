using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Documents;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Extracts the text of a pile of CV files. A file that can't be read does not affect the others.</summary>
internal sealed class CvExtractor(DocumentReader documents)
{
    private const int Parallel = 4;

    /// <param name="step">The step whose items the files are. They show no result.</param>
    /// <param name="names">A distinct name for each file.</param>
    /// <param name="files">As many as names.</param>
    /// <returns>The text of each file, or why it has none.</returns>
    public async Task<IReadOnlyList<ExtractedCv>> ExtractAsync(StepContext step, IReadOnlyList<string> names, IReadOnlyList<InputFile> files)
    {
        await using var batch = documents.OpenBatch();
        int read = 0;
        return await step.ForEachAsync(
            [.. names.Zip(files)],
            cv => cv.First,
            CvParsingJson.Default.ExtractedCv,
            async (cv, item) =>
            {
                var extracted = await ExtractAsync(batch, cv.First, cv.Second, PageReadAsync, item.Cancellation);
                Interlocked.Increment(ref read);
                return extracted;

                Task PageReadAsync(int page, int pages) => item.EmitAsync(new StepProgressEvent(
                    step.Step, StepStatus.Running, Volatile.Read(ref read) * 100 / files.Count, Volatile.Read(ref read), files.Count,
                    Message: $"Reconnaissance du texte de {cv.First}, page {page}/{pages}")).AsTask();
            },
            Parallel,
            (done, total) => $"Extraction du texte {done}/{total}",
            show: _ => null,
            restored: _ => Interlocked.Increment(ref read));
    }

    private static async Task<ExtractedCv> ExtractAsync(DocumentBatch batch, string name, InputFile file, Func<int, int, Task> read, CancellationToken cancellationToken)
    {
        try
        {
            var document = await batch.ReadAsync(new UploadedFile(name, file.Content, file.ContentType), read, cancellationToken);
            // No parser reads a longer text.
            string text = document.Text.Length > TextLines.MaxTextLength ? document.Text[..TextLines.MaxTextLength] : document.Text;
            return new ExtractedCv(name, text);
        }
        catch (DocumentException e)
        {
            return new ExtractedCv(name, null, e.Code, e.FrenchMessage);
        }
    }
}
