using System.Text.Json;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>
/// Reranks with a language model, which gets neither name nor contact. Its fit and the earlier base count half each. Its verdict on
/// experience is the coefficient. Its missing nice-haves count only if the offer has them.
/// </summary>
internal sealed class ModelReranker(LanguageModel model) : IMatchReranker
{
    private static readonly PromptTemplate Template = PromptTemplate.Load("match-rerank");

    public async Task<Reranking> RerankAsync(Offer offer, CvRecord cv, Reranking first, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await model.CompleteAsync(Prompt(offer, cv), AnswersJson.Default.RerankAnswer, cancellationToken);
            var missing = answer.MissingNiceToHaves.Select(TextFold.Fold).ToHashSet(StringComparer.Ordinal);
            return new Reranking(
                Math.Round((first.ScoreBase + answer.Fit) / 2, 3, MidpointRounding.AwayFromZero),
                [.. offer.NiceHaves.Select(c => c.Text).Where(text => missing.Contains(TextFold.Fold(text)))],
                Math.Round(answer.ExperienceQuality, 2, MidpointRounding.AwayFromZero),
                answer.Reasons);
        }
        catch (AiException e) when (ModelFailure.IsOfTheDocument(e))
        {
            var builtIn = await BuiltinReranker.Instance.RerankAsync(offer, cv, first, cancellationToken);
            return builtIn with { Reasons = [.. builtIn.Reasons!, $"Évalué sans le modèle, qui n'a pas pu lire ce CV ({e.Code})"] };
        }
        catch (AiException e)
        {
            throw ModelFailure.ToPipelineException(e);
        }
    }

    private static Prompt Prompt(Offer offer, CvRecord cv) => Template.Render(
        new Dictionary<string, string>
        {
            ["offer"] = offer.Text,
            ["cv"] = JsonSerializer.Serialize(cv with { Cv = "", Identite = new Identity(null, null), Contact = null }, CvParsingJson.Default.CvRecord),
        },
        new Dictionary<string, string> { ["language"] = "French" });
}
