using AspireStreaming.Worker.Embeddings;
using AspireStreaming.Worker.Pipelines.CvMatching;
using AspireStreaming.Worker.Pipelines.CvParsing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Bench.Matching;

/// <summary>nDCG@10 of one offer, by words, by meaning, and by both as <c>score_base</c> has it.</summary>
internal sealed record OfferScores(LabelledOffer Offer, double Lexical, double Semantic, double Fused);

/// <summary>Ranks the CVs of the set for its offers.</summary>
internal static class MatchingScores
{
    private const int Depth = 10;

    public static async Task<IReadOnlyList<OfferScores>> OfAsync(
        MatchingSet set, IEnumerable<LabelledOffer> offers, EmbeddingOptions options, IEmbeddingGenerator<string, Embedding<float>> generator, CancellationToken cancellationToken)
    {
        var vectors = new SentenceVectors(Options.Create(options), new(() => generator));
        var cvs = new List<(CvRecord Record, Candidate Candidate, TextEmbedding Words, IReadOnlyList<string> Sentences, float[][] Vectors)>();
        foreach (var cv in set.Cvs)
        {
            var candidate = new Candidate(cv);
            var sentences = Sentences.Of(cv);
            cvs.Add((cv, candidate, TextEmbedding.Of(candidate.Text), sentences, await vectors.OfAsync(sentences, cv.Langue, cancellationToken)));
        }

        var scores = new List<OfferScores>();
        foreach (var offer in offers)
        {
            var words = TextEmbedding.Of(offer.Offer.Text);
            var meaning = await OfferMeaning.OfAsync(offer.Offer, vectors, cancellationToken);
            var scored = cvs.Select(cv => (
                cv.Record.Cv, Coverage: SkillCoverage.Of(offer.Offer, cv.Candidate.Skills), Cosine: words.Cosine(cv.Words),
                Meaning: meaning.Match(cv.Sentences, cv.Vectors).Score)).ToList();
            scores.Add(new OfferScores(
                offer,
                Ndcg(scored.Select(s => (s.Cv, MatchFormula.Base(s.Coverage, s.Cosine, null)))),
                Ndcg(scored.Select(s => (s.Cv, s.Meaning))),
                Ndcg(scored.Select(s => (s.Cv, MatchFormula.Base(s.Coverage, s.Cosine, s.Meaning))))));

            // Equal scores are ranked by name, as in a job.
            double Ndcg(IEnumerable<(string Cv, double Score)> all) => RankingQuality.Ndcg(
                [.. all.OrderByDescending(s => s.Score).ThenBy(s => s.Cv, StringComparer.Ordinal).Select(s => offer.Grades.GetValueOrDefault(s.Cv))], Depth);
        }

        return scores;
    }
}
