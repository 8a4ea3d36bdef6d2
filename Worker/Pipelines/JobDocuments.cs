using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Documents;
using AspireStreaming.Streaming.Execution;

namespace AspireStreaming.Worker.Pipelines;

/// <summary>The text of a document in a job's input: an uploaded file, pasted text, or a page to fetch.</summary>
internal sealed class JobDocuments(DocumentReader reader, PostingFetcher fetcher)
{
    /// <returns>Null when the job has no such document.</returns>
    /// <exception cref="PipelineException">The document can't be used; the message gives the reason.</exception>
    public async Task<string?> ReadAsync(StepContext step, JobInput input, string field, string? text, string? url)
    {
        try
        {
            if (input.Files.FirstOrDefault(f => f.Field == field) is { } file)
            {
                return (await reader.ReadAsync(
                    new UploadedFile(file.Name, file.Content, file.ContentType), (page, pages) => PageReadAsync(step, input.Language, page, pages), step.Cancellation)).Text;
            }

            return text is not null ? Pasted(text) : url is null ? null : (await fetcher.FetchAsync(url, step.Cancellation)).Text;
        }
        catch (DocumentException e)
        {
            throw new PipelineException(e.Code, input.Language == "fr" ? e.FrenchMessage : e.Message, e.Retryable, inner: e);
        }
    }

    // Pasted JSON is read as a JSON file is.
    private static string Pasted(string text)
    {
        try
        {
            return JsonText.Read(text) ?? text;
        }
        catch (TooNestedException)
        {
            return text;
        }
    }

    /// <exception cref="PipelineException">The document is missing or can't be used.</exception>
    public async Task<string> RequireAsync(StepContext step, JobInput input, string field, string? text, string? url) =>
        await ReadAsync(step, input, field, text, url)
        ?? throw new PipelineException("bad_request", $"{field} is missing.");

    /// <summary>Tells that a page of a scan is recognised. The rest of the step's work comes after it.</summary>
    public static Task PageReadAsync(StepContext step, string? language, int page, int pages) => step.EmitAsync(new StepProgressEvent(
        step.Step, StepStatus.Running, page * 20 / pages,
        Message: language == "fr" ? $"Le texte de la page {page} sur {pages} est reconnu." : $"The text of page {page} of {pages} is recognised.")).AsTask();
}
