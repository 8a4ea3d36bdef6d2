using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Embeddings;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Matches CVs to an offer: filters by must-haves, scores by <see cref="MatchFormula"/>, looks closely at the best.</summary>
internal sealed class CvMatchingPipeline(
    JobDocuments documents, OfferBuilder offers, CandidateLoader loader, ICvReader reader, SentenceVectors vectors, IMatchReranker reranker, TimeProvider time) : IPipeline
{
    public const string Name = "cv-matching";

    /// <summary>
    /// The step before the steps that clients of the stream know. It reports progress only when the CVs are files, which such clients do
    /// not send.
    /// </summary>
    private const string Preparing = "preparing";

    private const string OfferFile = "offer_file";
    private const string Filtering = "must_have_filtering";
    private const string Embedding = "embedding";
    private const string NiceHave = "nice_have_detection";
    private const string Reranking = "reranking";
    private const int Parallel = 4;
    private const int DefaultTop = 10;

    public PipelineDescriptor Descriptor { get; } = new(
        Name,
        "Matches CVs to an offer: filters by must-haves, scores similarity, nice-haves and experience, and ranks.",
        [Preparing, Filtering, Embedding, NiceHave, Reranking],
        PipelineResource.Read("CvMatching/input.json"),
        PipelineResource.Read("CvMatching/sample.json"),
        TextField: "offer");

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var request = job.Request(CvMatchingJson.Default.CvMatchingRequest);
        var prepared = await job.StepAsync(Preparing, CvMatchingJson.Default.Preparation, step => PrepareAsync(step, request, job.Input, job.Owner));
        var filtered = await job.StepAsync(Filtering, CvMatchingJson.Default.FilteredCvs, step => FilterAsync(step, prepared));
        var similar = await job.StepAsync(Embedding, CvMatchingJson.Default.SimilarCvs, step => EmbedAsync(step, prepared.Offer, filtered));
        var niceHaves = await job.StepAsync(NiceHave, CvMatchingJson.Default.NiceHaveCvs, step => DetectAsync(step, prepared.Offer, filtered));
        var summary = await job.StepAsync(
            Reranking,
            CvMatchingJson.Default.CvMatchingSummary,
            step => RerankAsync(step, prepared, filtered, similar, niceHaves, request.TopN ?? DefaultTop));
        return JsonSerializer.SerializeToElement(summary, CvMatchingJson.Default.CvMatchingSummary);
    }

    private async Task<Preparation> PrepareAsync(StepContext step, CvMatchingRequest request, JobInput input, JobOwner? owner)
    {
        var startedAt = time.GetUtcNow();
        string? text = await documents.ReadAsync(step, input, OfferFile, request.Offer, request.OfferUrl);
        var offer = await offers.BuildAsync(request with { Offer = text }, step.Cancellation);
        return new Preparation(startedAt, offer, await loader.LoadAsync(step, request, input, owner));
    }

    private async Task<FilteredCvs> FilterAsync(StepContext step, Preparation prepared)
    {
        var cvs = await step.ForEachAsync(
            prepared.Candidates,
            source => source.Cv,
            CvMatchingJson.Default.FilteredCv,
            (source, item) => FilterAsync(prepared, source, item.Cancellation),
            Parallel,
            (done, total) => $"Filtrage must-have: {done}/{total} CVs",
            cv => cv.Reason is null
                ? null
                : JsonSerializer.SerializeToElement(new FilteredResult(cv.Cv, "filtered", cv.Reason, cv.Evidence, cv.Candidat), CvMatchingJson.Default.FilteredResult));
        return new FilteredCvs(cvs.Count, [.. cvs.Where(cv => cv.Record is not null).Select(cv => new KeptCv(cv.Record!, cv.Evidence))]);
    }

    private async Task<FilteredCv> FilterAsync(Preparation prepared, CandidateSource source, CancellationToken cancellationToken)
    {
        if (source.Unreadable is { } why)
        {
            return new FilteredCv(source.Cv, null, Unreadable(why), []);
        }

        var record = source.Record;
        try
        {
            var today = DateOnly.FromDateTime(prepared.StartedAt.UtcDateTime);
            record ??= await reader.ReadRecordAsync(source.Cv, source.Text!, today, cancellationToken);
        }
        catch (UnreadableCvException e)
        {
            return new FilteredCv(source.Cv, null, Unreadable(e.Message), []);
        }

        var mustHaves = MustHaveFilter.Check(prepared.Offer, new Candidate(record));
        string? reason = MustHaveFilter.Reason(mustHaves);
        return new FilteredCv(
            source.Cv, reason is null ? record : null, reason, [.. mustHaves.Select(finding => finding.ToEvidence(MatchEvidence.MustHave))],
            CandidateFacts.Of(record));
    }

    private static string Unreadable(string why) => $"CV illisible: {why}";

    private async Task<SimilarCvs> EmbedAsync(StepContext step, Offer offer, FilteredCvs filtered)
    {
        var wanted = TextEmbedding.Of(offer.Text);
        // Nobody is left: the model need not be loaded.
        var meaning = vectors.AreThere && filtered.Kept.Count > 0 ? await OfferMeaning.OfAsync(offer, vectors, step.Cancellation) : null;
        return new SimilarCvs(await step.ForEachAsync(
            filtered.Kept,
            kept => kept.Record.Cv,
            CvMatchingJson.Default.SimilarCv,
            async (kept, item) =>
            {
                item.Cancellation.ThrowIfCancellationRequested();
                var cv = kept.Record;
                var candidate = new Candidate(cv);
                double cosine = wanted.Cosine(TextEmbedding.Of(candidate.Text));
                var match = meaning is null ? null : await meaning.MatchAsync(cv, vectors, item.Cancellation);
                return new SimilarCv(
                    cv.Cv,
                    MatchFormula.Base(SkillCoverage.Of(offer, candidate.Skills), cosine, match?.Score),
                    [.. SkillCoverage.Evidence(offer, candidate), .. match?.Evidence ?? []]);
            },
            Parallel,
            (done, total) => $"Calcul des embeddings: {done}/{total} CVs",
            _ => null));
    }

    private static async Task<NiceHaveCvs> DetectAsync(StepContext step, Offer offer, FilteredCvs filtered) => new(await step.ForEachAsync(
        filtered.Kept,
        kept => kept.Record.Cv,
        CvMatchingJson.Default.NiceHaveCv,
        (kept, item) =>
        {
            item.Cancellation.ThrowIfCancellationRequested();
            var niceHaves = NiceHaves.Check(offer, new Candidate(kept.Record));
            return Task.FromResult(new NiceHaveCv(
                kept.Record.Cv, NiceHaves.Missing(niceHaves), [.. niceHaves.Select(finding => finding.ToEvidence(MatchEvidence.NiceHave))]));
        },
        Parallel,
        (done, total) => $"Détection des nice-have: {done}/{total} CVs",
        _ => null));

    /// <summary>A CV that stays in, with the results of the earlier steps.</summary>
    private sealed record Contender(CvRecord Cv, Reranking First, IReadOnlyList<MatchEvidence> Evidence);

    /// <summary>All CVs that stay in, the best first. Only the top ones are reranked.</summary>
    private static IReadOnlyList<Contender> FirstRanking(Offer offer, FilteredCvs filtered, SimilarCvs similar, NiceHaveCvs niceHaves, DateOnly today)
    {
        var contenders = filtered.Kept.Select((kept, i) => new Contender(
            kept.Record,
            new Reranking(similar.Cvs[i].ScoreBase, niceHaves.Cvs[i].Missing, MatchFormula.Coefficient(ExperienceQuality.Of(offer, kept.Record, today)), null),
            [.. kept.Evidence, .. niceHaves.Cvs[i].Evidence, .. similar.Cvs[i].Evidence])).ToDictionary(c => c.Cv.Cv, StringComparer.Ordinal);
        return [.. MatchRanking.Rank(contenders.Values.Select(c => MatchRanking.Score(c.Cv.Cv, c.First))).Select(ranked => contenders[ranked.Cv])];
    }

    private async Task<CvMatchingSummary> RerankAsync(
        StepContext step, Preparation prepared, FilteredCvs filtered, SimilarCvs similar, NiceHaveCvs niceHaves, int top)
    {
        var today = DateOnly.FromDateTime(prepared.StartedAt.UtcDateTime);
        var ranking = FirstRanking(prepared.Offer, filtered, similar, niceHaves, today);
        var close = ranking.Take(top).Select(c => c.Cv.Cv).ToHashSet(StringComparer.Ordinal);
        var known = ranking.ToDictionary(c => c.Cv.Cv, StringComparer.Ordinal);
        var scored = await step.ForEachAsync(
            ranking,
            c => c.Cv.Cv,
            CvMatchingJson.Default.RankedCv,
            async (c, item) => MatchRanking.Score(c.Cv.Cv, close.Contains(c.Cv.Cv)
                ? await reranker.RerankAsync(prepared.Offer, c.Cv, c.First, item.Cancellation)
                : c.First),
            Parallel,
            (done, total) => $"Re-ranking: {done}/{total} CVs",
            cv => JsonSerializer.SerializeToElement(
                new ScoredResult(cv.Cv, cv.ScoreFinal, cv.ScoreBase, cv.BonusNiceHaveMultiplicateur, cv.CoefficientQualiteExperience, known[cv.Cv].Evidence,
                    CandidateFacts.Of(known[cv.Cv].Cv)),
                CvMatchingJson.Default.ScoredResult));
        double seconds = Math.Round((time.GetUtcNow() - prepared.StartedAt).TotalSeconds, 1);
        return new CvMatchingSummary(
            MatchRanking.Rank(scored), new CvMatchingMetadata(filtered.Total, filtered.Total - filtered.Kept.Count, close.Count, seconds));
    }
}
