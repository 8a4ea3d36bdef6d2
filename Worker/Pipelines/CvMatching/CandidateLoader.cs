using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Loads the CVs of a job: the CVs in its request, its files, and the results of a parse job.</summary>
internal sealed class CandidateLoader(IJobStore store, IJobLog log, CvExtractor extractor)
{
    private const string Files = "cv_files";
    private const int PageSize = 1000;

    /// <param name="step">The step in which the files are read.</param>
    /// <param name="request">The request.</param>
    /// <param name="input">The input with the files.</param>
    /// <param name="owner">The owner of the request's job: a parse job of another owner counts as missing.</param>
    /// <exception cref="PipelineException">A CV or the parse job is invalid, or there are no CVs.</exception>
    public async Task<IReadOnlyList<CandidateSource>> LoadAsync(StepContext step, CvMatchingRequest request, JobInput input, JobOwner? owner)
    {
        List<CandidateSource> sources = [.. (request.Cvs ?? []).Select(Read)];
        if (request.ParseJobId is { } id)
        {
            sources.AddRange(await ReadJobAsync(id, owner, step.Cancellation));
        }

        List<InputFile> files = [.. input.Files.Where(file => file.Field == Files)];
        if (files.Count > 0)
        {
            var read = await extractor.ExtractAsync(step, DistinctNames.Of(files.Select(file => file.Name)), files);
            sources.AddRange(read.Select(cv => new CandidateSource(cv.Filename, null, cv.Text, cv.Error)));
        }

        if (sources.Count == 0)
        {
            throw new PipelineException("no_cvs", "There is no CV to match: cvs and cv_files are empty, and the parse job parsed none.");
        }

        var names = DistinctNames.Of(sources.Select(s => s.Cv));
        return [.. sources.Zip(names, (source, name) => source with { Cv = name, Record = source.Record is { } r ? r with { Cv = name } : null })];
    }

    private static CandidateSource Read(JsonElement cv, int i)
    {
        if (cv.ValueKind == JsonValueKind.String)
        {
            return new CandidateSource("", null, Short(cv.GetString()!));
        }

        try
        {
            // {"filename", "success", "data": {"cv", …}}, the format of a result frame in a parse stream.
            if (Member(cv, "data") is { ValueKind: JsonValueKind.Object } data)
            {
                cv = data;
            }

            string name = (Member(cv, "cv") ?? Member(cv, "filename"))?.GetString() ?? "";
            if ((Member(cv, "text") ?? Member(cv, "texte")) is { } text)
            {
                return new CandidateSource(name, null, Short(text.GetString()!));
            }

            var record = cv.Deserialize(CvParsingJson.Default.CvRecord)!;
            return new CandidateSource(name, CvRecords.Complete(record, name), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PipelineException("bad_request", $"cvs[{i}] is neither a text, nor an object with cv and text, nor a parsed CV: {e.Message}", inner: e);
        }
    }

    private async Task<IEnumerable<CandidateSource>> ReadJobAsync(string id, JobOwner? owner, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var jobId) || await store.GetAsync(jobId, cancellationToken) is not { Pipeline: CvParsingPipeline.Name } job
            || !Equals(job.Owner, owner))
        {
            throw new PipelineException("bad_request", $"parse_job_id: there is no {CvParsingPipeline.Name} job of that id, or it has expired.");
        }

        if (!job.Status.IsTerminal())
        {
            throw new PipelineException("parse_job_running", "parse_job_id: the parse job has not ended yet.", retryable: true);
        }

        var reducer = new SnapshotReducer(jobId);
        IReadOnlyList<JobEvent> page;
        do
        {
            page = await log.ReadAsync(jobId, reducer.LastEventId, PageSize, cancellationToken);
            foreach (var e in page)
            {
                reducer.Apply(e);
            }
        }
        while (page.Count == PageSize);
        return reducer.ToSnapshot().Results
            .Select(r => r.Data.Deserialize(CvParsingJson.Default.ParsedCv)!)
            .Where(parsed => parsed is { Success: true, Data: not null })
            .Select(parsed => new CandidateSource(parsed.Filename, parsed.Data, null));
    }

    private static JsonElement? Member(JsonElement cv, string name) =>
        cv.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static string Short(string text) =>
        text.Length > Intelligence.TextLines.MaxTextLength ? text[..Intelligence.TextLines.MaxTextLength] : text;
}
