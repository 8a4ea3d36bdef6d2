using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines;

/// <summary>The data of the résumé and of the posting of a job. In a worker that has a language model, the step tells which reader answered.</summary>
internal sealed class JobReading(ICvReader cvs, IPostingReader postings)
{
    /// <param name="step">The step that reads.</param>
    /// <param name="percent">The progress of the step before the document is understood, 0 to 100.</param>
    /// <param name="language">The language of the person who watches, or null: that of the document.</param>
    /// <param name="text">The résumé.</param>
    /// <param name="today">The day up to which a current position counts.</param>
    /// <exception cref="PipelineException">The language model refuses the key.</exception>
    public async Task<CvProfile> CvAsync(StepContext step, int percent, string? language, string text, DateOnly today)
    {
        var cv = await ModelFailure.TranslateAsync(() => cvs.ReadAsync(text, today, step.Cancellation));
        await SayAsync(step, percent, (language ?? cv.Language) == "fr" ? "CV" : "Résumé", language ?? cv.Language, cv.ReadBy);
        return cv;
    }

    /// <inheritdoc cref="CvAsync"/>
    /// <param name="text">The posting.</param>
    public async Task<JobPosting> PostingAsync(StepContext step, int percent, string? language, string text)
    {
        var posting = await ModelFailure.TranslateAsync(() => postings.ReadAsync(text, step.Cancellation));
        await SayAsync(step, percent, (language ?? posting.Language) == "fr" ? "Offre" : "Posting", language ?? posting.Language, posting.ReadBy);
        return posting;
    }

    private static async Task SayAsync(StepContext step, int percent, string document, string language, ReadBy? by)
    {
        if (by is not null)
        {
            await step.EmitAsync(new StepProgressEvent(step.Step, StepStatus.Running, percent, Message: $"{document}{(language == "fr" ? "\u00A0:" : ":")} {by.Say(language == "fr")}"));
        }
    }
}
