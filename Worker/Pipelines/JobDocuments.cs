using AspireStreaming.Streaming;
using AspireStreaming.Worker.Documents;
using AspireStreaming.Streaming.Execution;

namespace AspireStreaming.Worker.Pipelines;

/// <summary>The text of a document in a job's input: an uploaded file, pasted text, or a page to fetch.</summary>
internal sealed class JobDocuments(DocumentReader reader, PostingFetcher fetcher)
{
    /// <returns>Null when the job has no such document.</returns>
    /// <exception cref="PipelineException">The document can't be used; the message gives the reason.</exception>
    public async Task<string?> ReadAsync(JobInput input, string field, string? text, string? url, CancellationToken cancellationToken)
    {
        try
        {
            if (input.Files.FirstOrDefault(f => f.Field == field) is { } file)
            {
                return (await reader.ReadAsync(new UploadedFile(file.Name, file.Content, file.ContentType), cancellationToken)).Text;
            }

            return text ?? (url is null ? null : (await fetcher.FetchAsync(url, cancellationToken)).Text);
        }
        catch (DocumentException e)
        {
            throw new PipelineException(e.Code, e.Message, e.Retryable, inner: e);
        }
    }

    /// <exception cref="PipelineException">The document is missing or can't be used.</exception>
    public async Task<string> RequireAsync(JobInput input, string field, string? text, string? url, CancellationToken cancellationToken) =>
        await ReadAsync(input, field, text, url, cancellationToken)
        ?? throw new PipelineException("bad_request", $"{field} is missing.");
}
