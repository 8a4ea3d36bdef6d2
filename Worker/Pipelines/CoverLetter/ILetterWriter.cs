using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>Writes letters. Safe for concurrent use.</summary>
public interface ILetterWriter
{
    /// <summary>The letter in pieces, while it is written. An empty line separates paragraphs. The first is the salutation, the last the closing.</summary>
    /// <param name="written">The paragraphs that exist already: the letter continues after them.</param>
    /// <exception cref="AiException">A language model failed.</exception>
    IAsyncEnumerable<string> WriteAsync(LetterBrief brief, IReadOnlyList<string> written, CancellationToken cancellationToken);
}

/// <summary>Composes letters only from the facts of CV and posting.</summary>
internal sealed class BuiltinLetterWriter : ILetterWriter
{
    public IAsyncEnumerable<string> WriteAsync(LetterBrief brief, IReadOnlyList<string> written, CancellationToken cancellationToken) =>
        LetterComposer.Compose(brief).Skip(written.Count).Select(p => $"{p}\n\n").ToAsyncEnumerable();
}

internal sealed class ModelLetterWriter(LanguageModel model) : ILetterWriter
{
    public IAsyncEnumerable<string> WriteAsync(LetterBrief brief, IReadOnlyList<string> written, CancellationToken cancellationToken)
    {
        var prompt = PromptTemplate.Load("cover-letter").Render(
            new Dictionary<string, string>
            {
                ["posting"] = brief.PostingText ?? "There is no posting: this is an open application to an employer of the candidate's trade.",
                ["cv"] = brief.Resume,
                ["wishes"] = brief.Wishes,
            },
            new Dictionary<string, string>
            {
                ["language"] = brief.Language == "fr" ? "French" : "English",
                ["tone"] = "warm and precise",
                ["paragraphs"] = $"{CoverLetterPipeline.BodyParagraphs}",
            });
        return model.StreamTextAsync(
            written.Count == 0 ? prompt : prompt.Then(string.Join("\n\n", written), PromptTemplate.Load("cover-letter-continue").Render()), cancellationToken);
    }
}
