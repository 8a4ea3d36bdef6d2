using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Tailors a résumé to a job posting: reads both, plans edits, writes them, and checks the outcome.</summary>
internal sealed class ResumeTailoringPipeline(
    JobDocuments documents, JobReading reading, CvReader cvReader, IEditPlanner planner, TimeProvider time) : IPipeline
{
    public const string Name = "resume-tailoring";

    private const string Analyzing = "analyzing";
    private const string Planning = "planning";
    private const string Writing = "writing";
    private const string Validating = "validating";
    private const string Finalizing = "finalizing";

    public PipelineDescriptor Descriptor { get; } = new(
        Name,
        "Tailors a résumé to a job posting with edits that use only facts found in the résumé.",
        [Analyzing, Planning, Writing, Validating, Finalizing],
        PipelineResource.Read("ResumeTailoring/input.json"),
        PipelineResource.Read("ResumeTailoring/sample.json"),
        TextField: "job_text");

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var request = job.Request(TailoringJson.Default.ResumeTailoringRequest);
        var analysis = await job.StepAsync(Analyzing, TailoringJson.Default.Analysis, step => AnalyzeAsync(step, request, job.Input));
        var plan = await job.StepAsync(Planning, TailoringJson.Default.EditPlan, step => PlanAsync(step, analysis));
        var tailored = await job.StepAsync(Writing, TailoringJson.Default.TailoredResume, step => WriteAsync(step, analysis, plan));
        var validation = await job.StepAsync(Validating, TailoringJson.Default.Validation, step => ValidateAsync(step, analysis, tailored));
        var result = await job.StepAsync(Finalizing, TailoringJson.Default.TailoringResult, step => FinalizeAsync(step, analysis, plan, tailored, validation));
        var summary = new TailoringSummary(
            result.FitBefore, result.FitAfter, result.Edits, validation.Passed, validation.Warned, validation.Failed);
        return JsonSerializer.SerializeToElement(summary, TailoringJson.Default.TailoringSummary);
    }

    private async Task<Analysis> AnalyzeAsync(StepContext step, ResumeTailoringRequest request, JobInput input)
    {
        string resume = await documents.RequireAsync(step, input, "resume_file", request.ResumeText, null);
        var before = new Wording(input.Language == "fr", Spaced: true); // until the résumé is read, only the reader has a language
        await step.ProgressAsync(20, before.Say("The résumé is read.", "Le CV est lu."));
        string postingText = await documents.RequireAsync(step, input, "job_file", request.JobText, request.JobUrl);
        await step.ProgressAsync(40, before.Say("The posting is read.", "L'offre est lue."));

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var cv = await reading.CvAsync(step, 40, input.Language, resume, today);
        await step.MetricAsync("resume_words", resume.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, "words");
        await step.MetricAsync("years_of_experience", Math.Round(cv.YearsOfExperience, 1), "years");
        await step.MetricAsync("resume_skills", cv.Skills.Count);
        await step.ProgressAsync(60, before.Say("The résumé is understood.", "Le CV est compris."));

        var posting = await reading.PostingAsync(step, 60, input.Language, postingText);
        await step.MetricAsync("posting_skills", posting.Skills.Count);
        await step.MetricAsync("requirements", posting.Requirements.Count);
        await step.ProgressAsync(80, before.Say("The posting is understood.", "L'offre est comprise."));

        // One reader for the fit before and after: a model may read the same text in another way, or be away for one of both.
        var fit = FitScorer.Score(cv.ReadBy is null ? cv : cvReader.Read(resume, today), posting);
        await EmitFitAsync(step, fit);
        int number = 0;
        foreach (var insight in InsightFinder.Find(ResumeText.Of(resume, cv), cv, posting, fit, input.Language))
        {
            await step.InsightAsync($"insight-{++number}", insight.Category, insight.Importance, insight.Message);
        }

        return new Analysis(resume, postingText, today, cv, posting, fit, input.Language);
    }

    private async Task<EditPlan> PlanAsync(StepContext step, Analysis analysis)
    {
        var plan = await ModelFailure.TranslateAsync(() => planner.PlanAsync(analysis, step.Cancellation));
        await step.MetricAsync("edits_planned", plan.Edits.Count);
        int number = 0;
        foreach (var advice in plan.Advice)
        {
            await step.InsightAsync($"advice-{++number}", advice.Topic, Importance.Medium, advice.Message);
        }

        return plan;
    }

    private static async Task<TailoredResume> WriteAsync(StepContext step, Analysis analysis, EditPlan plan)
    {
        var tailored = ResumeWriter.Write(analysis.Resume, analysis.Cv, plan.Edits);
        var evidence = new EditEvidence(analysis.Resume, analysis.Posting);
        for (int i = 0; i < tailored.Applied.Count; i++)
        {
            var edit = tailored.Applied[i];
            await step.EmitAsync(new DiffChunkEvent($"diff-{i + 1}", edit.Section, edit.Before, edit.After, edit.Summary, edit.Op, evidence.Of(edit.Before, edit.After)));
            await step.ProgressAsync((i + 1) * 100 / tailored.Applied.Count, edit.Summary);
        }

        await step.MetricAsync("edits_applied", tailored.Applied.Count);
        return tailored;
    }

    private async Task<Validation> ValidateAsync(StepContext step, Analysis analysis, TailoredResume tailored)
    {
        var cv = cvReader.Read(tailored.Text, analysis.Today);
        foreach (var rule in RuleChecker.Rules)
        {
            await step.EmitAsync(new ValidationUpdateEvent(rule.Id, rule.Label(Wording.For(analysis.Reader, cv)), ValidationStatus.Pending));
        }

        var context = new RuleContext(tailored.Text, cv, analysis.Posting, analysis.Today, analysis.Reader);
        var results = new List<RuleResult>();
        foreach (var rule in RuleChecker.Rules)
        {
            var result = rule.Check(context);
            results.Add(result);
            await step.EmitAsync(new ValidationUpdateEvent(result.RuleId, result.Label, result.Status, result.Detail));
            await step.ProgressAsync(results.Count * 100 / RuleChecker.Rules.Count, result.Label);
        }

        var fit = FitScorer.Score(cv, analysis.Posting);
        await EmitFitAsync(step, fit);
        await step.MetricAsync("rules_passed", results.Count(r => r.Status == ValidationStatus.Pass));
        return new Validation(
            fit,
            results.Count(r => r.Status == ValidationStatus.Pass),
            results.Count(r => r.Status == ValidationStatus.Warn),
            results.Count(r => r.Status == ValidationStatus.Fail));
    }

    private static async Task<TailoringResult> FinalizeAsync(
        StepContext step, Analysis analysis, EditPlan plan, TailoredResume tailored, Validation validation)
    {
        var result = new TailoringResult(
            tailored.Text,
            tailored.Markdown,
            analysis.Cv.Language,
            analysis.Cv.FullName,
            analysis.Posting.Title,
            analysis.Fit.Overall,
            validation.Fit.Overall,
            tailored.Applied.Count,
            plan.Advice,
            validation.Fit.MatchedSkills,
            [.. validation.Fit.MissingMustHaves, .. validation.Fit.MissingNiceToHaves]);
        await step.ResultAsync("tailored_resume", result, TailoringJson.Default.TailoringResult);
        return result;
    }

    private static async Task EmitFitAsync(StepContext step, FitScore fit)
    {
        await step.MetricAsync("fit_score", fit.Overall, "%");
        foreach (var part in fit.Parts)
        {
            await step.MetricAsync($"fit_{part.Name}", part.Value, "%");
        }
    }
}
