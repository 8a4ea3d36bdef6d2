using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvMatching;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.JobMatching;

/// <summary>What the résumé says about each requirement of a job, and about the other skills that the job names.</summary>
internal sealed class JobEvidence(PostingReader postings)
{
    private readonly OfferBuilder _offers = new(postings);

    public async Task<IReadOnlyList<MatchEvidence>> OfAsync(CvProfile cv, OfferedJob job, CancellationToken cancellationToken)
    {
        var offer = await _offers.BuildAsync(new CvMatchingRequest(job.Jobdata, null, null, null, null, null), cancellationToken);
        var candidate = new CvMatching.Candidate(CvRecords.From("", cv));
        return
        [
            .. MustHaveFilter.Check(offer, candidate).Select(finding => finding.ToEvidence(MatchEvidence.MustHave)),
            .. NiceHaves.Check(offer, candidate).Select(finding => finding.ToEvidence(MatchEvidence.NiceHave)),
            .. SkillCoverage.Evidence(offer, candidate),
        ];
    }
}
