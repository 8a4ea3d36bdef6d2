using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.JobAnalysis;

/// <summary>Turns a posting's text into data. Safe for concurrent use.</summary>
public interface IPostingAnalyst
{
    /// <exception cref="AiException">A language model failed.</exception>
    Task<JobPosting> AnalyzeAsync(string text, CancellationToken cancellationToken);
}

/// <summary>Deterministic text analysis.</summary>
internal sealed class BuiltinPostingAnalyst(PostingReader reader) : IPostingAnalyst
{
    public Task<JobPosting> AnalyzeAsync(string text, CancellationToken cancellationToken) => Task.FromResult(reader.Read(text));
}

internal sealed class ModelPostingAnalyst(LanguageModel model) : IPostingAnalyst
{
    public async Task<JobPosting> AnalyzeAsync(string text, CancellationToken cancellationToken)
    {
        var prompt = PromptTemplate.Load("posting-parse").Render(new Dictionary<string, string> { ["posting"] = text });
        return (await model.CompleteAsync(prompt, AnswersJson.Default.PostingAnswer, cancellationToken)).ToPosting();
    }
}
