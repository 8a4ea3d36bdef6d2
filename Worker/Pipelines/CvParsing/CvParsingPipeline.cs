using System.Collections.Concurrent;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Parses CVs: extracts the text of each file, then the data of each text. A failed file does not affect the others.</summary>
internal sealed class CvParsingPipeline(CvExtractor extractor, ICvReader reader, TimeProvider time) : IPipeline
{
    public const string Name = "cv-parse";

    /// <summary>The code of the error when no file could be parsed, or the run was aborted.</summary>
    public const string Failed = "parsing_failed";

    private const string Extracting = "extracting";
    private const string Parsing = "parsing";
    private const int Parallel = 4;

    public PipelineDescriptor Descriptor { get; } = new(
        Name,
        "Parses CVs (PDF, DOCX, DOC, ODT, RTF, HTML, Markdown, text, scans, images) into identity, contact, experience, education, skills and languages.",
        [Extracting, Parsing],
        PipelineResource.Read("CvParsing/input.json"))
    {
        SampleFiles = [Sample("jeanne-moreau.md", "text/markdown"), Sample("omar-haddad.txt", "text/plain"), Sample("maria-santos.html", "text/html")],
    };

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var names = DistinctNames.Of(job.Input.Files.Select(f => f.Name));
        if (names.Count == 0)
        {
            throw new PipelineException("bad_request", "At least one file is required.");
        }

        var unparsed = new ConcurrentDictionary<string, bool>(names.Select(name => KeyValuePair.Create(name, true)));
        try
        {
            var extraction = await job.StepAsync(Extracting, CvParsingJson.Default.Extraction, step => ExtractAsync(step, names, job.Input.Files));
            var summary = await job.StepAsync(Parsing, CvParsingJson.Default.CvParsingSummary, step => ParseAsync(step, extraction, unparsed));
            return JsonSerializer.SerializeToElement(summary, CvParsingJson.Default.CvParsingSummary);
        }
        catch (PipelineException e) when (e.Code != Failed)
        {
            throw Failure([.. names.Where(unparsed.ContainsKey)], e);
        }
    }

    /// <summary>The people are invented.</summary>
    private static SampleFile Sample(string name, string contentType) => new("files", name, contentType, PipelineResource.ReadText($"CvParsing/Samples/{name}"));

    private async Task<Extraction> ExtractAsync(StepContext step, IReadOnlyList<string> names, IReadOnlyList<InputFile> files)
    {
        var startedAt = time.GetUtcNow();
        return new Extraction(startedAt, await extractor.ExtractAsync(step, names, files));
    }

    private async Task<CvParsingSummary> ParseAsync(StepContext step, Extraction extraction, ConcurrentDictionary<string, bool> unparsed)
    {
        foreach (string name in extraction.Cvs.Select(cv => cv.Filename))
        {
            if (step.TryGetFinished(name, CvParsingJson.Default.ParsedCv, out var finished) && finished.Success)
            {
                unparsed.TryRemove(name, out _);
            }
        }

        var today = DateOnly.FromDateTime(extraction.StartedAt.UtcDateTime);
        var results = await step.ForEachAsync(
            extraction.Cvs,
            cv => cv.Filename,
            CvParsingJson.Default.ParsedCv,
            async (cv, item) =>
            {
                var parsed = await ParseAsync(cv, today, item.Cancellation);
                if (parsed.Success)
                {
                    unparsed.TryRemove(cv.Filename, out _);
                }

                return parsed;
            },
            Parallel,
            (done, total) => $"Parsing CV {done}/{total}");

        List<string> failed = [.. results.Where(r => !r.Success).Select(r => r.Filename)];
        return failed.Count == results.Count
            ? throw Failure(failed, null)
            : new CvParsingSummary(
                results.Count - failed.Count,
                failed.Count,
                results.Count,
                new CvParsingTimings(Math.Round((time.GetUtcNow() - extraction.StartedAt).TotalSeconds, 1)));
    }

    private async Task<ParsedCv> ParseAsync(ExtractedCv cv, DateOnly today, CancellationToken cancellationToken)
    {
        if (cv.Text is null)
        {
            return new ParsedCv(cv.Filename, false, Code: cv.Code, Error: cv.Error);
        }

        try
        {
            return new ParsedCv(cv.Filename, true, await reader.ReadRecordAsync(cv.Filename, cv.Text, today, cancellationToken));
        }
        catch (UnreadableCvException e)
        {
            return new ParsedCv(cv.Filename, false, Code: e.Code, Error: e.Message);
        }
    }

    private static PipelineException Failure(IReadOnlyList<string> files, PipelineException? cause) => new(
        Failed,
        $"Échec du parsing de {files.Count} CV{(files.Count == 1 ? "" : "s")}",
        cause?.Retryable ?? false,
        JsonSerializer.SerializeToElement(new ParsingFailure(files, cause?.Code, cause?.Message), CvParsingJson.Default.ParsingFailure),
        inner: cause);
}
