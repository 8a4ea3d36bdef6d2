using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeParsing;

/// <summary>Reads a résumé and writes its content, one finding after the other.</summary>
internal sealed class ResumeParsingPipeline(JobDocuments documents, JobReading reading, TimeProvider time) : IPipeline
{
    private const string Extracting = "extracting";
    private const string Analyzing = "analyzing";
    private const string Reporting = "reporting";

    public PipelineDescriptor Descriptor { get; } = new(
        "resume-parsing",
        "Reads a résumé: person, positions, education, skills, languages.",
        [Extracting, Analyzing, Reporting],
        PipelineResource.Read("ResumeParsing/input.json"),
        PipelineResource.Read("ResumeParsing/sample.json"),
        TextField: "resume_text");

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var request = job.Request(ResumeParsingJson.Default.ResumeParsingRequest);
        string text = await job.StepAsync(
            Extracting, ResumeParsingJson.Default.String, step => documents.RequireAsync(step, job.Input, "resume_file", request.ResumeText, null));
        var profile = await job.StepAsync(Analyzing, ResumeParsingJson.Default.CvProfile, step => AnalyzeAsync(step, job.Input.Language, text));
        await job.StepAsync(Reporting, ResumeParsingJson.Default.IReadOnlyListResumeFinding, step => ReportAsync(step, profile));
        return JsonSerializer.SerializeToElement(new ParsedResume(profile with { Sections = [] }), ResumeParsingJson.Default.ParsedResume);
    }

    private async Task<CvProfile> AnalyzeAsync(StepContext step, string? language, string text)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var profile = await reading.CvAsync(step, 50, language, text, today);
        await step.MetricAsync("years_of_experience", Math.Round(profile.YearsOfExperience, 1), "years");
        await step.MetricAsync("resume_skills", profile.Skills.Count);
        return profile;
    }

    private static Task<IReadOnlyList<ResumeFinding>> ReportAsync(StepContext step, CvProfile profile)
    {
        var findings = Findings(profile).Select((finding, i) => (Finding: finding, Key: $"{finding.Kind}-{i + 1}")).ToList();
        return step.ForEachAsync(findings, f => f.Key, ResumeParsingJson.Default.ResumeFinding, (f, _) => Task.FromResult(f.Finding));
    }

    private static IEnumerable<ResumeFinding> Findings(CvProfile cv)
    {
        yield return new("person", Person: new(cv.FullName, cv.Title, cv.Contact, Math.Round(cv.YearsOfExperience, 1), cv.Language));
        if (cv.Summary is not null)
        {
            yield return new("summary", Summary: cv.Summary);
        }

        foreach (var position in cv.Positions)
        {
            yield return new("position", Position: position);
        }

        foreach (var education in cv.Education)
        {
            yield return new("education", Education: education);
        }

        if (cv.Skills.Count > 0)
        {
            yield return new("skills", Skills: cv.Skills);
        }

        if (cv.SpokenLanguages.Count > 0)
        {
            yield return new("languages", Languages: cv.SpokenLanguages);
        }

        if (cv.Certifications.Count > 0)
        {
            yield return new("certifications", Certifications: cv.Certifications);
        }
    }
}
