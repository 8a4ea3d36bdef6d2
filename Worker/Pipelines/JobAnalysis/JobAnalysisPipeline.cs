using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.JobAnalysis;

/// <summary>Reads a job posting and writes its requirements, one finding after the other.</summary>
internal sealed class JobAnalysisPipeline(JobDocuments documents, JobReading reading) : IPipeline
{
    private const string Extracting = "extracting";
    private const string Analyzing = "analyzing";
    private const string Reporting = "reporting";

    public PipelineDescriptor Descriptor { get; } = new(
        "job-analysis",
        "Reads a job posting: title, must-haves, nice-to-haves, duties, keywords.",
        [Extracting, Analyzing, Reporting],
        PipelineResource.Read("JobAnalysis/input.json"),
        PipelineResource.Read("JobAnalysis/sample.json"),
        TextField: "job_text");

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var request = job.Request(JobAnalysisJson.Default.JobAnalysisRequest);
        string text = await job.StepAsync(
            Extracting, JobAnalysisJson.Default.String, step => documents.RequireAsync(step, job.Input, "job_file", request.JobText, request.JobUrl));
        var posting = await job.StepAsync(
            Analyzing, JobAnalysisJson.Default.JobPosting, step => reading.PostingAsync(step, 70, job.Input.Language, text));
        await job.StepAsync(Reporting, JobAnalysisJson.Default.IReadOnlyListPostingFinding, step => ReportAsync(step, posting));
        return JsonSerializer.SerializeToElement(new AnalyzedPosting(posting), JobAnalysisJson.Default.AnalyzedPosting);
    }

    private static Task<IReadOnlyList<PostingFinding>> ReportAsync(StepContext step, JobPosting posting)
    {
        var findings = Findings(posting).Select((finding, i) => (Finding: finding, Key: $"{finding.Kind}-{i + 1}")).ToList();
        return step.ForEachAsync(findings, f => f.Key, JobAnalysisJson.Default.PostingFinding, (f, _) => Task.FromResult(f.Finding));
    }

    private static IEnumerable<PostingFinding> Findings(JobPosting posting)
    {
        yield return new("header", Header: new(posting.Title, posting.Company, posting.Location, posting.MinimumYears, posting.Language));
        foreach (var requirement in posting.MustHaves.Concat(posting.NiceToHaves))
        {
            yield return new("requirement", Requirement: requirement);
        }

        foreach (string duty in posting.Responsibilities)
        {
            yield return new("responsibility", Responsibility: duty);
        }

        if (posting.Skills.Count > 0)
        {
            yield return new("skills", Skills: posting.Skills);
        }

        var keywords = PostingKeywords.Of(posting);
        if (keywords.Count > 0)
        {
            yield return new("keywords", Keywords: keywords);
        }
    }
}
