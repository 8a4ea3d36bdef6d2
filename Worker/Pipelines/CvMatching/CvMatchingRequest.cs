using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>The input of the pipeline; its schema is <c>input.json</c>.</summary>
/// <param name="Offer">The text of an offer. The file <c>offer_file</c> goes before it.</param>
/// <param name="MustHave">Criteria that eliminate CVs. They replace the criteria in the offer's text.</param>
/// <param name="NiceHave">Criteria that count in the score. They replace the criteria in the offer's text.</param>
/// <param name="Cvs">Texts; objects with <c>cv</c> and <c>text</c>; parsed CVs, with or without the enclosing <c>result</c>.</param>
/// <param name="ParseJobId">An ended job of <c>cv-parse</c>, whose results are matched too.</param>
/// <param name="TopN">The number of best CVs that are reranked. 1 to 200; 10 by default.</param>
/// <param name="OfferUrl">Where the offer is, instead of its text.</param>
public sealed record CvMatchingRequest(
    string? Offer,
    IReadOnlyList<string>? MustHave,
    IReadOnlyList<string>? NiceHave,
    IReadOnlyList<JsonElement>? Cvs,
    string? ParseJobId,
    int? TopN,
    string? OfferUrl = null);

/// <param name="StartedAt">The start of the run; its duration counts from there.</param>
public sealed record Preparation(DateTimeOffset StartedAt, Offer Offer, IReadOnlyList<CandidateSource> Candidates);

/// <summary>The decision whether a CV stays in.</summary>
/// <param name="Record">The parsed CV, if it stays in.</param>
/// <param name="Reason">The reason, if the CV does not stay in.</param>
/// <param name="Evidence">One for each must-have.</param>
/// <param name="Candidat">Absent for a CV that could not be read.</param>
public sealed record FilteredCv(string Cv, CvRecord? Record, string? Reason, IReadOnlyList<MatchEvidence> Evidence, CandidateFacts? Candidat = null);

public sealed record KeptCv(CvRecord Record, IReadOnlyList<MatchEvidence> Evidence);

public sealed record FilteredCvs(int Total, IReadOnlyList<KeptCv> Kept);

/// <summary>The <c>data</c> of the <c>result</c> event of an eliminated CV.</summary>
public sealed record FilteredResult(string Cv, string Status, string Reason, IReadOnlyList<MatchEvidence> Evidence, CandidateFacts? Candidat);

/// <param name="Evidence">The skills of the offer that the CV shows, and the sentences that are nearest to each other.</param>
public sealed record SimilarCv(string Cv, double ScoreBase, IReadOnlyList<MatchEvidence> Evidence);

public sealed record SimilarCvs(IReadOnlyList<SimilarCv> Cvs);

/// <param name="Evidence">One for each nice-have.</param>
public sealed record NiceHaveCv(string Cv, IReadOnlyList<string> Missing, IReadOnlyList<MatchEvidence> Evidence);

public sealed record NiceHaveCvs(IReadOnlyList<NiceHaveCv> Cvs);

/// <summary>The <c>data</c> of the <c>result</c> event of a scored CV; see <see cref="MatchFormula"/>.</summary>
/// <param name="Evidence">What the score rests on: must-haves, nice-haves, skills, and the nearest sentences.</param>
public sealed record ScoredResult(
    string Cv, double ScoreFinal, double ScoreBase, double BonusNiceHaveMultiplicateur, double CoefficientQualiteExperience,
    IReadOnlyList<MatchEvidence> Evidence, CandidateFacts Candidat);

/// <summary>A scored CV in the summary.</summary>
/// <param name="Rang">1 for the best.</param>
/// <param name="NiceHaveManquants">The nice-haves that the CV does not show.</param>
/// <param name="Raisons">Reasons for and against the CV; absent for CVs that were not reranked.</param>
public sealed record RankedCv(
    int Rang,
    string Cv,
    double ScoreFinal,
    double ScoreBase,
    double BonusNiceHaveMultiplicateur,
    double CoefficientQualiteExperience,
    IReadOnlyList<string> NiceHaveManquants,
    IReadOnlyList<string>? Raisons);

/// <summary>The summary of the <c>done</c> event.</summary>
public sealed record CvMatchingSummary(IReadOnlyList<RankedCv> Results, CvMatchingMetadata Metadata);

/// <param name="FilteredMustHave">The number of eliminated CVs.</param>
/// <param name="TopReranked">The number of the other CVs that were reranked.</param>
/// <param name="DureeTotaleS">Seconds.</param>
public sealed record CvMatchingMetadata(int TotalCvs, int FilteredMustHave, int TopReranked, double DureeTotaleS);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CvMatchingRequest))]
[JsonSerializable(typeof(Preparation))]
[JsonSerializable(typeof(FilteredCv))]
[JsonSerializable(typeof(FilteredCvs))]
[JsonSerializable(typeof(FilteredResult))]
[JsonSerializable(typeof(SimilarCv))]
[JsonSerializable(typeof(SimilarCvs))]
[JsonSerializable(typeof(NiceHaveCv))]
[JsonSerializable(typeof(NiceHaveCvs))]
[JsonSerializable(typeof(ScoredResult))]
[JsonSerializable(typeof(RankedCv))]
[JsonSerializable(typeof(CvMatchingSummary))]
internal sealed partial class CvMatchingJson : JsonSerializerContext;
