using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Reads offers with a language model.</summary>
internal sealed class ModelOfferReader(LanguageModel model) : IOfferReader
{
    private static readonly PromptTemplate Template = PromptTemplate.Load("posting-parse");

    public async Task<JobPosting> ReadAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var prompt = Template.Render(new Dictionary<string, string> { ["posting"] = text });
            return (await model.CompleteAsync(prompt, AnswersJson.Default.PostingAnswer, cancellationToken)).ToPosting();
        }
        catch (AiException e)
        {
            throw ModelFailure.ToPipelineException(e);
        }
    }
}
