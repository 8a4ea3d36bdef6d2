using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>Writes a cover letter paragraph by paragraph. A finished paragraph stays: after a crash the letter continues after it.</summary>
internal sealed class CoverLetterPipeline(
    JobDocuments documents, JobReading reading, ILetterWriter writer, TimeProvider time) : IPipeline
{
    /// <summary>The paragraphs between salutation and closing.</summary>
    public const int BodyParagraphs = 3;

    private const int Paragraphs = BodyParagraphs + 2;

    private const string Reading = "reading";
    private const string Writing = "writing";

    public PipelineDescriptor Descriptor { get; } = new(
        "cover-letter",
        "Writes a cover letter from the facts of a résumé, for a posting or as an open application.",
        [Reading, Writing],
        PipelineResource.Read("CoverLetter/input.json"),
        PipelineResource.Read("CoverLetter/sample.json"),
        TextField: "job_text");

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var request = job.Request(CoverLetterJson.Default.CoverLetterRequest);
        var brief = await job.StepAsync(Reading, CoverLetterJson.Default.LetterBrief, step => ReadAsync(step, request, job.Input));
        var paragraphs = await job.StepAsync(
            Writing, CoverLetterJson.Default.IReadOnlyListLetterParagraph, step => ModelFailure.TranslateAsync(() => WriteAsync(step, brief)));
        var written = paragraphs.Where(p => p.Text.Length > 0).Select(p => p.Text).ToList();
        string text = string.Join("\n\n", written);
        int words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return JsonSerializer.SerializeToElement(new Letter(text, brief.Language, written.Count, words), CoverLetterJson.Default.Letter);
    }

    private async Task<LetterBrief> ReadAsync(StepContext step, CoverLetterRequest request, JobInput input)
    {
        string resume = await documents.RequireAsync(step, input, "resume_file", request.ResumeText, null);
        string? postingText = await documents.ReadAsync(step, input, "job_file", request.JobText, request.JobUrl);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var cv = await reading.CvAsync(step, 50, input.Language, resume, today);
        var posting = postingText is null ? new JobPosting { Language = cv.Language } : await reading.PostingAsync(step, 70, input.Language, postingText);
        return new LetterBrief(resume, postingText, cv, posting, request.Language ?? cv.Language, request.Wishes ?? "");
    }

    private async Task<IReadOnlyList<LetterParagraph>> WriteAsync(StepContext step, LetterBrief brief)
    {
        var written = new List<string>();
        ParagraphReader? letter = null;
        try
        {
            return await step.ForEachAsync(
                [.. Enumerable.Range(1, Paragraphs)],
                index => $"paragraph-{index}",
                CoverLetterJson.Default.LetterParagraph,
                async (index, item) =>
                {
                    // The first missing paragraph starts the letter; the next paragraphs continue to read it.
                    letter ??= new ParagraphReader(writer.WriteAsync(brief, written, step.Cancellation));
                    await using var text = item.Text($"paragraph-{index}");
                    return new LetterParagraph("paragraph", index, await letter.ReadAsync(text.Append, toEnd: index == Paragraphs));
                },
                restored: paragraph => written.Add(paragraph.Text));
        }
        finally
        {
            if (letter is not null)
            {
                await letter.DisposeAsync();
            }
        }
    }
}
