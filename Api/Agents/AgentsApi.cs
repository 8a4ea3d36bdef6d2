using System.Security.Claims;
using System.Text.Json.Nodes;
using AspireStreaming.Edge;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Browsers;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Agents;

/// <summary>Seed 3: agent workflows over a project's backlog, and their timelines.</summary>
internal static class AgentsApi
{
    private const int HistoryPage = 1000;

    public static void MapAgents(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("").WithTags("Agents");
        api.MapPost("/execute", ExecuteAsync)
            .RequireAuthorization(Scopes.Start)
            .WithMetadata(new StartsWork())
            .WithSummary("Runs an agent workflow and answers with its result.")
            .WithDescription("With session_id its events are on /timeline/stream/{session_id} meanwhile, which may be opened before. The same request with the same session_id is the same run.")
            .Accepts<object>("application/json")
            .Produces<object>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status500InternalServerError)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        var read = api.MapGroup("").RequireAuthorization(Scopes.Read);
        read.MapGet("/timeline/stream/{session_id}", StreamAsync)
            .WithSummary("A workflow's timeline, live, as unnamed Server-Sent Events. May be opened before the workflow is started.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesValidationProblem();
        read.MapGet("/timeline/history/{session_id}", HistoryAsync).WithSummary("A workflow's timeline so far, as JSON.");
        read.MapGet("/projects/{project_id}/backlog", BacklogAsync).WithSummary("What the caller's workflows have created in a project, oldest first.");
    }

    public static async Task<IResult> ExecuteAsync(HttpContext http, WorkflowRunner runner, JobAccess access, IOptions<ApiOptions> options)
    {
        if (!http.Request.HasJsonContentType())
        {
            return Problems.Field("body", "must be application/json, as the Content-Type header says", StatusCodes.Status415UnsupportedMediaType);
        }

        var request = await JobRequest.ReadAsync(http, options.Value);
        RemoveNulls(request.Members, "session_id", "context");
        Guid? session = null;
        if (request.Members.TryGetPropertyValue("session_id", out var given))
        {
            if (given is not JsonValue value || !value.TryGetValue(out string? text) || !SessionId.TryMap(text, access.OwnerOf(http.User), out var mapped))
            {
                return Problems.Field("session_id", SessionId.Rule);
            }

            session = mapped;
        }

        if (request.Members["project_id"] is JsonValue project && project.TryGetValue(out string? projectId) && !IsProjectId(projectId))
        {
            return ProjectProblem();
        }

        var (jobId, problem) = await runner.StartAsync(
            http.User, session, request, http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(), http.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        string sessionId = given?.GetValue<string>() ?? jobId.ToString("D");
        if (await runner.WaitAsync(jobId, http.RequestAborted) is not { } end)
        {
            http.Response.Headers.RetryAfter = "1";
            return Failure(StatusCodes.Status503ServiceUnavailable, "This server is restarting.",
                "The workflow goes on; ask again with the same session_id, or follow its timeline.", "restarting", true, jobId, sessionId);
        }

        return end.Done.Status switch
        {
            JobStatus.Completed when end.Done.Summary is { } result => TypedResults.Ok(result),
            JobStatus.Canceled => Failure(
                StatusCodes.Status409Conflict, "The workflow was canceled.", null, "canceled", false, jobId, sessionId),
            _ => Failure(
                StatusOf(end.Error?.Code), "The workflow failed.", end.Error?.Message, end.Error?.Code ?? "failed", end.Error?.Retryable ?? false, jobId, sessionId),
        };
    }

    public static async Task<IResult> StreamAsync(
        [FromRoute(Name = "session_id")] string sessionId,
        HttpContext http,
        JobStreamEndpoint endpoint,
        JobAccess access,
        [FromQuery(Name = "last_event_id")] string? lastEventId = null) => SessionId.TryMap(sessionId, access.OwnerOf(http.User), out var jobId)
            ? await endpoint.WatchAsync(jobId, http, TimelineDialect.Instance, lastEventId, fromSnapshot: false, mayNotExistYet: true)
            : Problems.Field("session_id", SessionId.Rule);

    public static async Task<IResult> HistoryAsync(
        [FromRoute(Name = "session_id")] string sessionId, ClaimsPrincipal caller, JobAccess access, IJobLog log, CancellationToken cancellationToken)
    {
        if (!SessionId.TryMap(sessionId, access.OwnerOf(caller), out var jobId))
        {
            return Problems.Field("session_id", SessionId.Rule);
        }

        if (await access.FindAsync(caller, jobId, cancellationToken) is not { } job)
        {
            return Problems.Field("session_id", "has no workflow: it was never started, or has expired", StatusCodes.Status404NotFound);
        }

        var frames = new List<TimelineFrame>();
        var cursor = EventId.None;
        while (true)
        {
            var page = await log.ReadAsync(jobId, cursor, HistoryPage, cancellationToken);
            frames.AddRange(page.Select(TimelineDialect.Frame).OfType<TimelineFrame>());
            if (page.Count < HistoryPage)
            {
                break;
            }

            cursor = page[^1].Id;
        }

        return TypedResults.Ok(new TimelineHistory(sessionId, jobId, job.Status, [.. frames.DistinctBy(f => f.EventId)]));
    }

    public static async Task<Results<Ok<BacklogListing>, ProblemHttpResult>> BacklogAsync(
        [FromRoute(Name = "project_id")] string projectId,
        ClaimsPrincipal caller,
        JobAccess access,
        IProjectStore projects,
        CancellationToken cancellationToken,
        [FromQuery] int skip = 0,
        [FromQuery] int limit = 200)
    {
        if (!IsProjectId(projectId))
        {
            return ProjectProblem();
        }

        if (skip is < 0 or > IProjectStore.MostItems)
        {
            return Problems.Field("skip", $"must be 0 to {IProjectStore.MostItems}");
        }

        if (limit is < 1 or > 500)
        {
            return Problems.Field("limit", "must be 1 to 500");
        }

        var page = await projects.ListAsync(access.OwnerOf(caller), projectId, skip, limit, cancellationToken);
        int end = skip + page.Items.Count;
        return TypedResults.Ok(new BacklogListing(projectId, page.Items, page.Total, page.Items.Count > 0 && end < page.Total ? end : null));
    }

    /// <summary>A part of a URL: no slashes, no dot segments, no control characters.</summary>
    private static bool IsProjectId(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= 128 && text.Trim('.').Length > 0
        && !text.Any(c => char.IsControl(c) || c is '/' or '\\' || char.IsSurrogate(c));

    private static ProblemHttpResult ProjectProblem() =>
        Problems.Field("project_id", "must be 1 to 128 characters without slashes and control characters");

    /// <summary>Clients send null for absent values.</summary>
    private static void RemoveNulls(JsonObject members, params string[] names)
    {
        foreach (string name in names.Where(n => members.TryGetPropertyValue(n, out var value) && value is null))
        {
            members.Remove(name);
        }
    }

    private static int StatusOf(string? code) => code switch
    {
        "bad_request" => StatusCodes.Status400BadRequest,
        "backlog_full" => StatusCodes.Status409Conflict,
        not null when code.StartsWith("ai_", StringComparison.Ordinal) => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static ProblemHttpResult Failure(int status, string title, string? detail, string code, bool retryable, Guid jobId, string sessionId) =>
        TypedResults.Problem(
            title: title,
            detail: detail,
            statusCode: status,
            extensions: new Dictionary<string, object?>
            {
                ["code"] = code,
                ["retryable"] = retryable,
                ["thread_id"] = jobId,
                ["session_id"] = sessionId,
            });
}
