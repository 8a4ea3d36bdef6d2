using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Api.Optimization;

/// <summary>
/// Résumés and postings that were uploaded. A document is the job that reads it: the job's id is the document's, its input the
/// document, its summary the result. So a document is as durable as a job.
/// </summary>
internal sealed class StoredDocuments(IJobStore store, JobAccess access)
{
    public const string Resume = "resume-parsing";
    public const string Posting = "job-analysis";

    /// <returns>The job, or null when there is no document of that kind that the caller may see.</returns>
    public async Task<JobRecord?> FindAsync(ClaimsPrincipal caller, string kind, Guid id, CancellationToken cancellationToken) =>
        await access.FindAsync(caller, id, cancellationToken) is { } job && job.Pipeline == kind ? job : null;

    /// <summary>A request to work on a résumé, and on a posting if one is named: it carries copies of them.</summary>
    /// <returns>Null when a document is gone.</returns>
    public async Task<JobRequest?> CopyAsync(IReadOnlyList<Guid> documents, CancellationToken cancellationToken)
    {
        var members = new JsonObject();
        var files = new List<InputFile>();
        foreach (var id in documents)
        {
            if (await store.GetInputAsync(id, cancellationToken) is not { } input)
            {
                return null;
            }

            files.AddRange(input.Files);
            foreach (var (name, value) in JsonNode.Parse(input.Request.Span)!.AsObject())
            {
                if (input.Files.All(f => f.Field != name)) // the starter names files itself
                {
                    members[name] = value?.DeepClone();
                }
            }
        }

        return new JobRequest(members, files);
    }
}

/// <summary>The answer to an upload.</summary>
public sealed record StoredResume(Guid ResumeId, string ResumeUrl, string ParsingUrl, string OptimizationUrl, string CoverLetterUrl)
{
    public static StoredResume For(Guid id) =>
        new(id, $"/resumes/{id:D}", $"/parsing/stream/{id:D}", $"/optimization/stream/{id:D}", $"/cover-letter/stream/{id:D}");
}

/// <summary>The answer to an upload.</summary>
public sealed record StoredPosting(Guid PostingId, string PostingUrl, string AnalysisUrl)
{
    public static StoredPosting For(Guid id) => new(id, $"/job-postings/{id:D}", $"/job-analysis/stream/{id:D}");
}

/// <param name="Content">The result: absent before the end or after an error.</param>
/// <param name="Error">Why the document can't be read.</param>
public sealed record DocumentState(Guid Id, JobStatus Status, DateTimeOffset CreatedAt, JsonElement? Content, string? Error);

[JsonSerializable(typeof(StoredResume))]
[JsonSerializable(typeof(StoredPosting))]
[JsonSerializable(typeof(DocumentState))]
internal sealed partial class DocumentsJson : JsonSerializerContext;
