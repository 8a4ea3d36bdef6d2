using AspireStreaming.Edge;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Browsers;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Api.Optimization;

/// <summary>Streams of work on stored documents. The first GET starts the work, later ones attach to it; a POST starts the work again.</summary>
internal static class OptimizationApi
{
    private const int LongestFresh = 64;

    public static void MapOptimization(this IEndpointRouteBuilder app)
    {
        Map(app, "/optimization/stream/{id:guid}", "optimization", StoredDocuments.Resume, takesPosting: true, "Suggests how to improve a résumé, for a posting if ?job= names one.");
        Map(app, "/cover-letter/stream/{id:guid}", "cover-letter", StoredDocuments.Resume, takesPosting: true, "Writes a cover letter paragraph by paragraph, for a posting if ?job= names one.");
        Map(app, "/parsing/stream/{id:guid}", StoredDocuments.Resume, StoredDocuments.Resume, takesPosting: false, "What a résumé says, as it is read.");
        Map(app, "/job-analysis/stream/{id:guid}", StoredDocuments.Posting, StoredDocuments.Posting, takesPosting: false, "What a job posting asks for, as it is read.");
    }

    private static void Map(IEndpointRouteBuilder app, string route, string pipeline, string document, bool takesPosting, string summary)
    {
        var endpoints = app.MapGroup("").WithTags("Optimization");
        endpoints.MapGet(route, (Guid id, HttpContext http, Work work, [FromQuery] Guid? job = null, [FromQuery] string? fresh = null, [FromQuery(Name = "last_event_id")] string? lastEventId = null) =>
                work.WatchAsync(new WorkOrder(pipeline, document, id, takesPosting ? job : null, fresh), http, lastEventId))
            .RequireAuthorization(Scopes.Read)
            .WithMetadata(new StartsWork())
            .WithSummary(summary)
            .WithDescription("Unnamed frames with type status, suggestion, complete or error. The same URL is always the same run; another value of ?fresh= is another run.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        endpoints.MapPost(route, (Guid id, HttpContext http, Work work, [FromQuery] Guid? job = null) =>
                work.StartAsync(new WorkOrder(pipeline, document, id, takesPosting ? job : null, null), http))
            .RequireAuthorization(Scopes.Start)
            .WithMetadata(new StartsWork())
            .WithSummary($"{summary} Starts anew.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <param name="Document">The kind of the document.</param>
    /// <param name="Fresh">Null for the run that all clients share.</param>
    internal sealed record WorkOrder(string Pipeline, string Document, Guid DocumentId, Guid? PostingId, string? Fresh)
    {
        /// <summary>Reading a document is the document's own job.</summary>
        public Guid JobId => Pipeline == Document && Fresh is null ? DocumentId : DerivedJobId.Of(Pipeline, DocumentId, PostingId, Fresh);
    }

    /// <summary>Starts and finds the jobs behind the streams.</summary>
    internal sealed class Work(
        StoredDocuments documents, JobAccess access, JobStarter starter, JobStreamEndpoint streams, OptimizationDialect dialect, IOptions<ApiOptions> options)
    {
        public async Task<IResult> WatchAsync(WorkOrder order, HttpContext http, string? lastEventId)
        {
            if (order.Fresh?.Length > LongestFresh)
            {
                return Problems.Field("fresh", $"must have at most {LongestFresh} characters");
            }

            if (StreamAccept.Refuse(http) is { } refusal)
            {
                return refusal;
            }

            try
            {
                if (await access.FindAsync(http.User, order.JobId, http.RequestAborted) is null && await StartOnceAsync(order, http) is { } answer)
                {
                    return answer;
                }
            }
            catch (StoreUnavailableException)
            {
                // Any other status would close a browser's EventSource for good.
                await SseResponse.ComeBackAsync(http, options.Value, unfinished: true);
                return Results.Empty;
            }

            http.Response.Headers["Content-Location"] = $"/api/jobs/{order.JobId:D}/stream?dialect={dialect.Name}";
            return await streams.WatchAsync(order.JobId, http, dialect, lastEventId, fromSnapshot: false, mayNotExistYet: false);
        }

        public async Task<IResult> StartAsync(WorkOrder order, HttpContext http)
        {
            var (request, owner, problem) = await CopyAsync(order, http);
            return request is null ? problem! : await streams.StartAsync(order.Pipeline, request, null, http, dialect, owner);
        }

        /// <returns>Null when the job is started.</returns>
        private async Task<IResult?> StartOnceAsync(WorkOrder order, HttpContext http)
        {
            var (request, owner, problem) = await CopyAsync(order, http);
            if (request is null)
            {
                return problem;
            }

            if (SseResponse.AnswerHead(http))
            {
                return Results.Empty; // nothing is started to look at it
            }

            if (!access.MayStart(http.User))
            {
                return Problems.Field("Authorization", $"must be of a caller with the scope {Scopes.Start}: no run has been started yet", StatusCodes.Status403Forbidden);
            }

            // With the key, two tabs that connect at once share one job, on any nodes.
            var (_, refused) = await starter.StartAsync(order.Pipeline, request, owner, order.JobId, $"work:{order.JobId:D}", http.RequestAborted);
            return refused;
        }

        /// <returns>The request, and the document's owner: the run is the owner's, also when an operator asks for it.</returns>
        private async Task<(JobRequest? Request, JobOwner? Owner, IResult? Problem)> CopyAsync(WorkOrder order, HttpContext http)
        {
            if (await documents.FindAsync(http.User, order.Document, order.DocumentId, http.RequestAborted) is not { } document)
            {
                return (null, null, NotFound(order.Document == StoredDocuments.Resume ? "resume_id" : "job_id", order.DocumentId));
            }

            var ids = new List<Guid> { order.DocumentId };
            if (order.PostingId is { } posting)
            {
                if (await documents.FindAsync(http.User, StoredDocuments.Posting, posting, http.RequestAborted) is null)
                {
                    return (null, null, NotFound("job", posting));
                }

                ids.Add(posting);
            }

            var request = await documents.CopyAsync(ids, http.RequestAborted);
            return request is null ? (null, null, NotFound("resume_id", order.DocumentId)) : (request, document.Owner, null);
        }

        private static IResult NotFound(string field, Guid id) =>
            Problems.Field(field, $"{id:D} is no document here: it never was, or has expired", StatusCodes.Status404NotFound);
    }
}
