using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeParsing;

/// <summary>Turns a résumé's text into data. Safe for concurrent use.</summary>
public interface IResumeParser
{
    /// <param name="today">Where a position goes on "until today", today is this day.</param>
    /// <exception cref="AiException">A language model failed.</exception>
    Task<CvProfile> ParseAsync(string text, DateOnly today, CancellationToken cancellationToken);
}

/// <summary>Deterministic text analysis.</summary>
internal sealed class BuiltinResumeParser(CvReader reader) : IResumeParser
{
    public Task<CvProfile> ParseAsync(string text, DateOnly today, CancellationToken cancellationToken) => Task.FromResult(reader.Read(text, today));
}

/// <summary>A language model; contacts that are not in the text are dropped.</summary>
internal sealed class ModelResumeParser(LanguageModel model) : IResumeParser
{
    public async Task<CvProfile> ParseAsync(string text, DateOnly today, CancellationToken cancellationToken)
    {
        var prompt = PromptTemplate.Load("cv-parse").Render(
            new Dictionary<string, string> { ["cv"] = text },
            new Dictionary<string, string> { ["today"] = today.ToString("yyyy-MM-dd") });
        return (await model.CompleteAsync(prompt, AnswersJson.Default.CvAnswer, cancellationToken)).ToProfile(text);
    }
}
