using System.Security.Claims;
using System.Text.Json.Nodes;
using AspireStreaming.Edge;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Browsers;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Sse;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Api.Optimization;

/// <summary>Uploads of résumés and postings.</summary>
internal static class DocumentsApi
{
    public static void MapDocuments(this IEndpointRouteBuilder app)
    {
        var resumes = app.MapGroup("/resumes").WithTags("Optimization");
        resumes.MapPost("", PostResumeAsync)
            .RequireAuthorization(Scopes.Start)
            .WithMetadata(new StartsWork())
            .WithSummary("Stores a résumé, and begins to read it.")
            .WithDescription("A form with resume_file (or file), or resume_text (or text) in a form or a JSON body.")
            .Accepts<object>("multipart/form-data", "application/json")
            .Produces<StoredResume>(StatusCodes.Status201Created)
            .ProducesValidationProblem();
        resumes.MapGet("/{id:guid}", (Guid id, ClaimsPrincipal caller, StoredDocuments documents, SnapshotReader snapshots, CancellationToken cancellation) =>
                GetAsync(StoredDocuments.Resume, id, caller, documents, snapshots, cancellation))
            .RequireAuthorization(Scopes.Read)
            .WithSummary("What was read from a résumé.").Produces<DocumentState>();

        var postings = app.MapGroup("/job-postings").WithTags("Optimization");
        postings.MapPost("", PostPostingAsync)
            .RequireAuthorization(Scopes.Start)
            .WithMetadata(new StartsWork())
            .WithSummary("Stores a job posting, and begins to read it.")
            .WithDescription("A form with job_file (or file), or job_text (or text) or job_url (or url) in a form or a JSON body.")
            .Accepts<object>("multipart/form-data", "application/json")
            .Produces<StoredPosting>(StatusCodes.Status201Created)
            .ProducesValidationProblem();
        postings.MapGet("/{id:guid}", (Guid id, ClaimsPrincipal caller, StoredDocuments documents, SnapshotReader snapshots, CancellationToken cancellation) =>
                GetAsync(StoredDocuments.Posting, id, caller, documents, snapshots, cancellation))
            .RequireAuthorization(Scopes.Read)
            .WithSummary("What was read from a posting.").Produces<DocumentState>();
    }

    private static async Task<IResult> PostResumeAsync(HttpContext http, JobStarter starter, JobAccess access, IOptions<ApiOptions> options)
    {
        var (id, problem) = await StoreAsync(StoredDocuments.Resume, "resume", http, starter, access, options.Value);
        return problem ?? TypedResults.Created($"/resumes/{id:D}", StoredResume.For(id));
    }

    private static async Task<IResult> PostPostingAsync(HttpContext http, JobStarter starter, JobAccess access, IOptions<ApiOptions> options)
    {
        var (id, problem) = await StoreAsync(StoredDocuments.Posting, "job", http, starter, access, options.Value);
        return problem ?? TypedResults.Created($"/job-postings/{id:D}", StoredPosting.For(id));
    }

    private static async Task<(Guid Id, IResult? Problem)> StoreAsync(
        string pipeline, string prefix, HttpContext http, JobStarter starter, JobAccess access, ApiOptions options)
    {
        var request = await JobRequest.ReadAsync(http, options);
        var members = new JsonObject();
        foreach (string name in (string[])["text", "url"])
        {
            if (request.Members.Remove($"{prefix}_{name}", out var value) || request.Members.Remove(name, out value))
            {
                members[$"{prefix}_{name}"] = value;
            }
        }

        var files = request.Files.Select(f => f.Field == "file" ? f with { Field = $"{prefix}_file" } : f).ToList();
        return await starter.StartAsync(
            pipeline, new JobRequest(members, files), access.OwnerOf(http.User), null, http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(), http.RequestAborted);
    }

    private static async Task<IResult> GetAsync(
        string kind, Guid id, ClaimsPrincipal caller, StoredDocuments documents, SnapshotReader snapshots, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(caller, kind, id, cancellationToken) is not { } job)
        {
            return Problems.NotFound(id);
        }

        var snapshot = await snapshots.ReadAsync(id, null, cancellationToken);
        return TypedResults.Ok(new DocumentState(id, snapshot.Status, job.CreatedAt, snapshot.Summary, snapshot.Error?.Message));
    }
}
