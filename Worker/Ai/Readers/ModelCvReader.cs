using System.Globalization;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Parses with a language model. The answer is checked against its schema; contacts that are not in the text are dropped.</summary>
internal sealed class ModelCvParser(LanguageModel model) : ICvParser
{
    private static readonly PromptTemplate Template = PromptTemplate.Load("cv-parse");

    public async Task<CvProfile> ParseAsync(string text, DateOnly today, CancellationToken cancellationToken)
    {
        var prompt = Template.Render(
            new Dictionary<string, string> { ["cv"] = text },
            new Dictionary<string, string> { ["today"] = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
        return (await model.CompleteAsync(prompt, AnswersJson.Default.CvAnswer, cancellationToken)).ToProfile(text);
    }
}
