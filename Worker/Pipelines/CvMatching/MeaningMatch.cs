using System.Numerics.Tensors;
using AspireStreaming.Worker.Embeddings;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>The sentences of an offer with their vectors.</summary>
internal sealed record OfferMeaning(IReadOnlyList<OfferSentence> Sentences, float[][] Vectors)
{
    public static async Task<OfferMeaning> OfAsync(Offer offer, SentenceVectors vectors, CancellationToken cancellationToken)
    {
        var sentences = Pipelines.CvMatching.Sentences.Of(offer);
        return new OfferMeaning(sentences, await vectors.OfAsync(
            [.. sentences.Select(s => s.Text)], LanguageDetector.Detect(offer.Text), cancellationToken));
    }

    /// <summary>Looks for the sentence of the CV that comes nearest to each sentence of the offer.</summary>
    public async Task<MeaningMatch> MatchAsync(CvRecord cv, SentenceVectors vectors, CancellationToken cancellationToken)
    {
        var sentences = Pipelines.CvMatching.Sentences.Of(cv);
        return Match(sentences, await vectors.OfAsync(sentences, cv.Langue, cancellationToken));
    }

    public MeaningMatch Match(IReadOnlyList<string> sentences, float[][] vectors)
    {
        if (vectors.Length == 0 || Vectors.Length == 0)
        {
            return new MeaningMatch(0, []);
        }

        var pairs = new List<SentencePair>(Vectors.Length);
        double sum = 0;
        for (int i = 0; i < Vectors.Length; i++)
        {
            float[] wanted = Vectors[i];
            var (cosine, best) = vectors.Select((vector, at) => (Cosine: TensorPrimitives.Dot<float>(wanted, vector), at)).MaxBy(c => c.Cosine);
            pairs.Add(new SentencePair(Sentences[i].Text, sentences[best], Math.Round(cosine, 2, MidpointRounding.AwayFromZero)));
            sum += Sentences[i].Weight * MatchFormula.Meaning(cosine);
        }

        return new MeaningMatch(sum / Sentences.Sum(s => s.Weight), pairs);
    }
}

/// <param name="Score">0 to 1: the weighted mean over the sentences of the offer.</param>
/// <param name="Pairs">One for each sentence of the offer, in their order.</param>
internal sealed record MeaningMatch(double Score, IReadOnlyList<SentencePair> Pairs)
{
    private const int MostShown = 5;

    /// <summary>The pairs that say the most, the nearest first.</summary>
    public IEnumerable<MatchEvidence> Evidence => Pairs
        .Where(pair => pair.Similarity >= MatchFormula.TellingCosine)
        .OrderByDescending(pair => pair.Similarity)
        .Take(MostShown)
        .Select(pair => new MatchEvidence(MatchEvidence.Similar, null, pair.Offer, [pair.Cv], pair.Similarity));
}

/// <param name="Offer">A sentence of the offer.</param>
/// <param name="Cv">The sentence of the CV that comes nearest to it.</param>
/// <param name="Similarity">The cosine of the two, -1 to 1, two decimals.</param>
internal sealed record SentencePair(string Offer, string Cv, double Similarity);
