using System.Security.Claims;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Browsers;
using AspireStreaming.Edge.Demo;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Jobs over HTTP: start, inspect, watch, control.</summary>
public static class JobsApi
{
    /// <summary>The pipeline that <c>POST /api/pipeline/start</c> starts.</summary>
    private const string DefaultPipeline = "resume-tailoring";

    /// <summary>Maps the endpoints under <c>/api</c>. Needs <c>AddJobApi</c>.</summary>
    public static void MapJobs(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithTags("Jobs");
        var start = api.MapGroup("").RequireAuthorization(Scopes.Start);
        start.MapPost(
                "/pipeline/start",
                (HttpContext http, JobStarter starter, JobAccess access, JobUrls urls, IOptions<ApiOptions> options) => StartAsync(DefaultPipeline, http, starter, access, urls, options))
            .WithStartDocs("Starts résumé tailoring.");
        start.MapPost("/jobs/{pipeline}", StartAsync).WithStartDocs("Starts a job.");
        start.MapPost("/jobs/{id}/again", RunAgainAsync).WithMetadata(new StartsWork()).WithSummary("Starts a new job with the input of another one, files included.");

        var read = api.MapGroup("").RequireAuthorization(Scopes.Read);
        read.MapGet("/pipelines", ListPipelinesAsync).WithSummary("What can be started, and with which input.");
        read.MapGet("/jobs", ListAsync)
            .WithSummary("Jobs, newest first, also by status, pipeline, time and text.")
            .WithDescription(
                "status: active, ended, or statuses with commas between. since and until: RFC 3339 times of creation. text: in title, pipeline or id. With a "
                + "filter a page looks at up to 1,000 jobs: it may have fewer jobs than the limit, even none, and still a next one. Other parameters are refused.");
        var watch = api.MapGroup("").RequireAuthorization(Scopes.Watch);
        watch.MapGet("/streams", StreamsEndpoint.GetAsync)
            .WithSummary("The events of many jobs over one connection: job=<id>:<cursor>, repeated.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

        var job = read.MapGroup("/jobs/{id}");
        job.MapGet("", GetAsync).WithSummary("A job without its events.");
        watch.MapGet("/jobs/{id}/snapshot", SnapshotAsync).WithSummary("The job's state after its last event, or after a past one, with the cursor to go on from.");
        job.MapPost("/capability", AccessApi.RenewAsync)
            .WithSummary("Gives new urls of the job with a new capability; an open stream that its renew_url names goes on as long as they do.");
        job.MapGet("/events", EventsAsync).WithSummary("A page of the job's log; waits for the next event when asked to.");
        job.MapInput();
        // Resolved here, not per request: a request holds its services to its end, and a stream is long.
        watch.MapGet("/jobs/{id}/stream", app.ServiceProvider.GetRequiredService<JobStreamEndpoint>().GetAsync)
            .WithSummary("The job's events, live, as Server-Sent Events.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .Produces(StatusCodes.Status204NoContent);

        var control = api.MapGroup("/jobs/{id}").RequireAuthorization(Scopes.Control);
        control.MapDelete("", DeleteAsync).WithSummary("Removes an ended job.");
        control.MapDelete("/capability", AccessApi.RevokeAsync).WithSummary("Makes all capabilities of the job void, and ends the streams that were opened with them.");
        control.MapPost("/cancel", CancelAsync).WithSummary("Asks a job to end.");
        control.MapPost("/retry", RetryAsync).WithMetadata(new StartsWork()).WithSummary("Starts a failed or canceled job again from where it failed, as a new job.");
    }

    internal static async Task<IResult> StartAsync(
        string pipeline, HttpContext http, JobStarter starter, JobAccess access, JobUrls urls, IOptions<ApiOptions> options)
    {
        var request = await JobRequest.ReadAsync(http, options.Value);
        Guid? wanted = null;
        if (request.Members.Remove("job_id", out var id) && id is not null)
        {
            if (!Guid.TryParse(id.ToString(), out var given) || given == Guid.Empty)
            {
                return Problems.Field("job_id", "must be a UUID");
            }

            wanted = given;
        }

        var (jobId, problem) = await starter.StartAsync(
            pipeline, request, access.OwnerOf(http.User), wanted, http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(), http.RequestAborted);
        return problem is null ? Accepted(urls.Started(http, jobId)) : problem;
    }

    internal static async Task<Ok<PipelineListing>> ListPipelinesAsync(PipelineCatalog catalog, DemoMode demo, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PipelineListing(await catalog.ListAsync(cancellationToken), demo.Pace));

    internal static async Task<Results<Ok<JobListing>, ProblemHttpResult>> ListAsync(
        HttpContext http, JobAccess access, JobUrls urls, JobEndings endings, CancellationToken cancellationToken,
        [FromQuery] int limit = 50, [FromQuery] string? cursor = null, [FromQuery(Name = JobFilter.StatusParameter)] string[]? status = null,
        [FromQuery(Name = JobFilter.PipelineParameter)] string? pipeline = null, [FromQuery(Name = JobFilter.SinceParameter)] string? since = null,
        [FromQuery(Name = JobFilter.UntilParameter)] string? until = null, [FromQuery(Name = JobFilter.TextParameter)] string? text = null)
    {
        var (filter, problem) = JobFilter.Read(http.Request.Query); // with the parameters that are not known; the arguments are for the document of the API
        if (filter is null)
        {
            return problem!;
        }

        if (limit is < 1 or > 200)
        {
            return Problems.Field("limit", "must be 1 to 200");
        }

        JobPageCursor? before = null;
        if (cursor is not null && !TryParse(cursor, out before))
        {
            return Problems.Field("cursor", "must be the 'next' of the page before");
        }

        var page = filter.IsEmpty
            ? await access.ListAsync(http.User, before, limit, cancellationToken)
            : await JobSearch.FindAsync((from, most) => access.ListAsync(http.User, from, most, cancellationToken), filter.Passes, before, limit, filter.Since);
        return TypedResults.Ok(new JobListing(
            await Task.WhenAll(page.Jobs.Select(job => DescribeAsync(http.User, job, urls, endings, cancellationToken))),
            page.Next is null ? null : TextOf(page.Next)));
    }

    internal static async Task<Results<Ok<JobSummary>, ProblemHttpResult>> GetAsync(
        Guid id, ClaimsPrincipal caller, JobAccess access, JobUrls urls, JobEndings endings, CancellationToken cancellationToken) =>
        await access.FindAsync(caller, id, cancellationToken) is { } job ? TypedResults.Ok(await DescribeAsync(caller, job, urls, endings, cancellationToken)) : Problems.NotFound(id);

    private static async Task<JobSummary> DescribeAsync(ClaimsPrincipal caller, JobRecord job, JobUrls urls, JobEndings endings, CancellationToken cancellationToken) =>
        urls.Listed(caller, job) with { FailedCount = (await endings.ReadAsync(job, cancellationToken)).FailedCount };

    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, ClaimsPrincipal caller, JobAccess access, IJobStore store, CancellationToken cancellationToken)
    {
        var job = await access.FindAsync(caller, id, cancellationToken);
        if (job is null)
        {
            return Problems.NotFound(id);
        }

        return await store.DeleteAsync(id, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Conflict("job_id", $"is {job.Status.Name()}; cancel the job first and delete it when it has ended");
    }

    internal static async Task<IResult> SnapshotAsync(
        Guid id, HttpContext http, JobAccess access, SnapshotReader snapshots, CancellationToken cancellationToken, [FromQuery] string? at = null)
    {
        EventId? until = null;
        if (at is not null)
        {
            if (!EventId.TryParse(at, out var given))
            {
                return Problems.Field("at", "must be an event id such as '2-43'");
            }

            until = given;
        }

        if (await access.FindAsync(http.User, id, cancellationToken) is not { } job)
        {
            return Problems.NotFound(id);
        }

        // The cursor identifies the state exactly, so it is the ETag too.
        string tag = $"\"{(until ?? job.LastEventId)}\"";
        if (http.Request.Headers.IfNoneMatch.ToString() == tag)
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var snapshot = await snapshots.ReadAsync(id, until, cancellationToken);
        http.Response.Headers.ETag = $"\"{snapshot.LastEventId}\"";
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Text(
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(snapshot, AspireStreaming.Streaming.Events.EventJson.Wire.JobSnapshot), "application/json");
    }

    internal static async Task<IResult> CancelAsync(
        Guid id, ClaimsPrincipal caller, JobAccess access, IJobControl control, JobEnder ender, CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, id, cancellationToken) is null)
        {
            return Problems.NotFound(id);
        }

        var outcome = await control.RequestCancelAsync(id, "Canceled on request.", cancellationToken);
        switch (outcome)
        {
            case CancelOutcome.NotFound:
                return Problems.NotFound(id);
            case CancelOutcome.AlreadyEnded:
                return TypedResults.Ok(new CancelResponse(id, "already_ended"));
            default:
                await ender.EndIfQueuedAsync(id, "Canceled on request.", cancellationToken);
                return TypedResults.Accepted($"/api/jobs/{id:D}", new CancelResponse(id, "cancel_requested"));
        }
    }

    internal static async Task<IResult> RetryAsync(
        Guid id, HttpContext http, JobAccess access, JobUrls urls, IJobStore store, IJobLog log, JobStarter starter, CancellationToken cancellationToken)
    {
        if (await access.FindAsync(http.User, id, cancellationToken) is not { } job || await store.GetInputAsync(id, cancellationToken) is not { } input)
        {
            return Problems.NotFound(id);
        }

        if (job.Status is not (JobStatus.Failed or JobStatus.Canceled))
        {
            return Problems.Conflict("job_id", $"is {job.Status.Name()}; only a failed or canceled job can be retried");
        }

        var checkpoints = await store.GetCheckpointsAsync(id, cancellationToken);
        var finished = await AttemptRecovery.ReadFinishedAsync(log, id, checkpoints, cancellationToken);
        var (again, problem) = await starter.StartAgainAsync(
            job, access.OwnerOf(http.User), http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(), input, finished, [.. checkpoints.Select(c => new Checkpoint(c.Key, c.Value))], cancellationToken);
        return problem is null ? Accepted(urls.Started(http, again, id)) : problem;
    }

    internal static async Task<IResult> RunAgainAsync(
        Guid id, HttpContext http, JobAccess access, JobUrls urls, IJobStore store, JobStarter starter, CancellationToken cancellationToken)
    {
        if (await access.FindAsync(http.User, id, cancellationToken) is not { } job || await store.GetInputAsync(id, cancellationToken) is not { } input)
        {
            return Problems.NotFound(id);
        }

        var (again, problem) = await starter.RunAgainAsync(job, http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(), input, cancellationToken);
        return problem is null ? Accepted(urls.Started(http, again)) : problem;
    }

    internal static async Task<Results<Ok<EventPage>, ProblemHttpResult>> EventsAsync(
        Guid id,
        HttpContext http,
        JobAccess access,
        EventPager pager,
        CancellationToken cancellationToken,
        [FromQuery] string? after = null,
        [FromQuery] int limit = 500,
        [FromQuery] double wait = 0)
    {
        var cursor = EventId.None;
        if (after is not null && !EventId.TryParse(after, out cursor))
        {
            return Problems.Field("after", "must be an event id such as '2-43'");
        }

        if (limit is < 1 or > 5000)
        {
            return Problems.Field("limit", "must be 1 to 5000");
        }

        if (wait is not (>= 0 and <= 60))
        {
            return Problems.Field("wait", "must be 0 to 60 seconds");
        }

        if (await access.FindAsync(http.User, id, cancellationToken) is null)
        {
            return Problems.NotFound(id);
        }

        return TypedResults.Ok(await pager.ReadAsync(id, cursor, limit, TimeSpan.FromSeconds(HeadRequests.IsHead(http) ? 0 : wait), cancellationToken));
    }

    private static Accepted<StartedJob> Accepted(StartedJob job) => TypedResults.Accepted($"/api/jobs/{job.JobId:D}", job);

    private static RouteHandlerBuilder WithStartDocs(this RouteHandlerBuilder endpoint, string summary) => endpoint
        .WithMetadata(new StartsWork())
        .WithSummary(summary)
        .WithDescription("Takes application/json, or multipart/form-data with files. An Idempotency-Key header makes repeats harmless. /api/pipelines tells each pipeline's input.")
        .Accepts<object>("application/json", "multipart/form-data")
        .Produces<StartedJob>(StatusCodes.Status202Accepted)
        .ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    internal static string TextOf(JobPageCursor cursor) => $"{cursor.CreatedAt.ToUnixTimeMilliseconds()}_{cursor.JobId:D}";

    internal static bool TryParse(string text, out JobPageCursor? cursor)
    {
        cursor = null;
        string[] parts = text.Split('_');
        if (parts.Length != 2 || !long.TryParse(parts[0], out long ms) || ms is < 0 or > 253_402_300_799_999 || !Guid.TryParse(parts[1], out var id))
        {
            return false;
        }

        cursor = new JobPageCursor(DateTimeOffset.FromUnixTimeMilliseconds(ms), id);
        return true;
    }
}
