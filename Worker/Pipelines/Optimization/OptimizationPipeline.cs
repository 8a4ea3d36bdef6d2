using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.Optimization;

/// <summary>Suggests how to improve a résumé, with or without a posting, one suggestion after the other.</summary>
internal sealed class OptimizationPipeline(
    JobDocuments documents, JobReading reading, IResumeOptimizer optimizer, TimeProvider time) : IPipeline
{
    private const string Analyzing = "analyzing";
    private const string Planning = "planning";
    private const string Suggesting = "suggesting";

    public PipelineDescriptor Descriptor { get; } = new(
        "optimization",
        "Suggests edits to a résumé, for a posting or for itself, with section, before, after and reason.",
        [Analyzing, Planning, Suggesting],
        PipelineResource.Read("Optimization/input.json"),
        PipelineResource.Read("Optimization/sample.json"),
        TextField: "job_text");

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var request = job.Request(OptimizationJson.Default.OptimizationRequest);
        var review = await job.StepAsync(Analyzing, OptimizationJson.Default.ResumeReview, step => AnalyzeAsync(step, request, job.Input));
        var planned = await job.StepAsync(
            Planning, OptimizationJson.Default.IReadOnlyListSuggestion, step => ModelFailure.TranslateAsync(() => SuggestAsync(review, step.Cancellation)));

        // Each suggestion has its checkpoint: a reader that appends suggestions gets none twice after a crash.
        var shown = await job.StepAsync(
            Suggesting,
            OptimizationJson.Default.IReadOnlyListSuggestion,
            step => step.ForEachAsync(planned, s => s.Id, OptimizationJson.Default.Suggestion, (s, _) => Task.FromResult(s)));
        var summary = new OptimizationSummary(
            shown.Count, shown.Count(s => s.Kind == SuggestionKind.Edit), shown.Count(s => s.Kind == SuggestionKind.Advice),
            shown.Count(s => s.Kind == SuggestionKind.Rule), review.Fit);
        return JsonSerializer.SerializeToElement(summary, OptimizationJson.Default.OptimizationSummary);
    }

    private async Task<IReadOnlyList<Suggestion>> SuggestAsync(ResumeReview review, CancellationToken cancellationToken)
    {
        var suggestions = await optimizer.SuggestAsync(review, cancellationToken);
        var evidence = new EditEvidence(review.Resume, review.Posting);
        return [.. suggestions.Select(s => s.Kind == SuggestionKind.Edit ? s with { Evidence = evidence.Of(s.Before, s.After) } : s)];
    }

    private async Task<ResumeReview> AnalyzeAsync(StepContext step, OptimizationRequest request, JobInput input)
    {
        string resume = await documents.RequireAsync(step, input, "resume_file", request.ResumeText, null);
        string? postingText = await documents.ReadAsync(step, input, "job_file", request.JobText, request.JobUrl);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var cv = await reading.CvAsync(step, 50, input.Language, resume, today);
        var posting = postingText is null ? new JobPosting { Language = cv.Language } : await reading.PostingAsync(step, 70, input.Language, postingText);
        double? overall = null;
        if (postingText is not null)
        {
            var fit = FitScorer.Score(cv, posting);
            overall = fit.Overall;
            await step.MetricAsync("fit_score", fit.Overall, "%");
            int number = 0;
            foreach (var insight in InsightFinder.Find(ResumeText.Of(resume, cv), cv, posting, fit, input.Language))
            {
                await step.EmitAsync(new InsightEmittedEvent($"insight-{++number}", insight.Category, insight.Importance, insight.Message, step.Step));
            }
        }

        return new ResumeReview(resume, postingText, cv, posting, today, overall, input.Language);
    }
}
