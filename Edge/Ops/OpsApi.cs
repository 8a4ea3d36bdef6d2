using System.Globalization;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Demo;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Ops;

/// <summary>The system as an operator sees and controls it, over HTTP.</summary>
public static class OpsApi
{
    private const int MostPerPage = 200;

    /// <summary>Maps the endpoints under <c>/api/ops</c>, for callers with the scope <c>ops</c>. Needs <c>AddJobApi</c>.</summary>
    /// <returns>The group of all of them, for another policy.</returns>
    public static RouteGroupBuilder MapOps(this IEndpointRouteBuilder app)
    {
        var ops = app.MapGroup("/api/ops").WithTags("Operations").RequireAuthorization(Scopes.Ops);
        ops.MapGet("/state", GetStateAsync).WithSummary("The system now: rates, latency, queue, nodes, jobs, slowest streams, recent failures.");
        ops.MapGet("/stream", WatchAsync)
            .WithSummary("The same, about once a second, as Server-Sent Events.")
            .WithDescription("Events are named ops_state and have no id: a client that reconnects gets the state of that moment.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

        ops.MapGet("/jobs", ListJobsAsync)
            .WithSummary("Jobs of one status, newest first.")
            .WithDescription("status is active (the default: all that have not ended) or a status. A page may have fewer jobs than the limit, even none, and still a next one.");
        ops.MapPost("/jobs/{id}/cancel", JobsApi.CancelAsync).WithSummary("Asks a job to end.");
        ops.MapPost("/jobs/{id}/retry", JobsApi.RetryAsync).WithSummary("Starts a failed or canceled job again from where it failed, as a new job.");
        ops.MapPost("/jobs/{id}/requeue", RequeueAsync)
            .WithSummary("Takes a job from its worker, or from its place in the queue, and puts it at the end of the queue.")
            .WithDescription("Finished items stay finished. The worker gives the job up at its next write or renewal; the same worker may claim it again.");

        ops.MapPost("/jobs/{id}/kill-worker", SampleKiller.KillAsync)
            .WithSummary("Kills the worker process that runs a sample at reading speed, to show how another one takes its jobs over.")
            .WithDescription("Only where Demo:Enabled is on. The process gets no chance to end in good order; its other jobs are taken over too.")
            .Produces<KillResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

        ops.MapGet("/nodes", ListNodesAsync).WithSummary("The nodes by id, live ones and those that were lost within the last minutes.");
        ops.MapPost("/nodes/{node}/drain", (string node, OpsControl control, CancellationToken cancellationToken) => control.DrainAsync(node, true, cancellationToken))
            .WithControlDocs<DrainResponse>("Makes a worker finish its jobs and claim no other ones.");
        ops.MapPost("/nodes/{node}/undrain", (string node, OpsControl control, CancellationToken cancellationToken) => control.DrainAsync(node, false, cancellationToken))
            .WithControlDocs<DrainResponse>("Makes a draining worker claim jobs again.");
        ops.MapPost("/nodes/{node}/streams/{stream}/close", (string node, long stream, OpsControl control, CancellationToken cancellationToken) => control.CloseAsync(node, stream, cancellationToken))
            .WithControlDocs<CloseResponse>("Closes a stream, or the whole connection of a stream of many jobs. Its client reconnects and continues from its last event.");

        ops.MapGet("/streams", ListStreamsAsync)
            .WithSummary("Open streams: the slowest of all nodes, or all of one node.")
            .WithDescription("Without node: the slowest first, at most 50. With node: pages of all its streams in the order in which they were opened.")
            .Produces<StreamPage>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);
        return ops;
    }

    internal static async Task<Ok<OpsState>> GetStateAsync(OpsReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok((await reader.GetAsync(cancellationToken)).State);

    internal static async Task<IResult> WatchAsync(HttpContext http, OpsReader reader, JobStreamHub hub, IOptions<ApiOptions> options, TimeProvider time)
    {
        if (StreamAccept.Refuse(http) is { } refusal)
        {
            return refusal;
        }

        try
        {
            await reader.GetAsync(http.RequestAborted);
            return new OpsConnection(reader, hub, options.Value, time, JobAccess.ExpiryOf(http));
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, options.Value);
            return Results.Empty;
        }
    }

    internal static async Task<Results<Ok<JobListing>, ProblemHttpResult>> ListJobsAsync(
        IJobStore store, CancellationToken cancellationToken, [FromQuery] string? status = null, [FromQuery] int limit = 50, [FromQuery] string? cursor = null)
    {
        status ??= "active"; // the generated handlers know no default texts
        var wanted = default(JobStatus);
        if (status != "active" && !JobStatuses.TryParse(status, out wanted))
        {
            return Problems.Field("status", $"must be active, {string.Join(", ", Enum.GetValues<JobStatus>().Select(known => known.Name()))}");
        }

        if (limit is < 1 or > MostPerPage)
        {
            return Problems.Field("limit", $"must be 1 to {MostPerPage}");
        }

        JobPageCursor? before = null;
        if (cursor is not null && !JobsApi.TryParse(cursor, out before))
        {
            return Problems.Field("cursor", "must be the 'next' of the page before");
        }

        var page = await JobSearch.FindAsync(
            (from, most) => store.ListAsync(from, most, cancellationToken),
            job => status == "active" ? !job.Status.IsTerminal() : job.Status == wanted, before, limit);
        return Listing(page);
    }

    internal static async Task<Results<Ok<OpsNodePage>, ProblemHttpResult>> ListNodesAsync(
        INodeRegistry registry, OpsJobs jobs, CancellationToken cancellationToken, [FromQuery] string? after = null, [FromQuery] int limit = 50)
    {
        if (limit is < 1 or > MostPerPage)
        {
            return Problems.Field("limit", $"must be 1 to {MostPerPage}");
        }

        var nodes = await OpsNodes.ReadAsync(registry, cancellationToken);
        var known = await jobs.ReadAsync(nodes, waiting: 0, cancellationToken);
        var page = nodes.Describe(known, nodes.WithStreams.Select(node => node.NodeId).ToHashSet())
            .Where(node => string.CompareOrdinal(node.NodeId, after) > 0)
            .OrderBy(node => node.NodeId, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        return page.Count > limit
            ? TypedResults.Ok(new OpsNodePage(page[..limit], page[limit - 1].NodeId))
            : TypedResults.Ok(new OpsNodePage(page, null));
    }

    internal static async Task<IResult> ListStreamsAsync(
        OpsReader reader, OpsControl control, CancellationToken cancellationToken,
        [FromQuery] string? node = null, [FromQuery] long after = 0, [FromQuery] int limit = OpsReader.MostStreams)
    {
        int most = node is null ? OpsReader.MostStreams : MostPerPage;
        if (limit < 1 || limit > most)
        {
            return Problems.Field("limit", $"must be 1 to {most}");
        }

        if (after < 0 || (after > 0 && node is null))
        {
            return Problems.Field("after", node is null ? "needs a node" : "must be the 'next' of the page before");
        }

        return node is not null
            ? await control.StreamsAsync(node, after, limit, cancellationToken)
            : TypedResults.Ok(new StreamPage([.. (await reader.GetAsync(cancellationToken)).State.Slowest.Take(limit)], null));
    }

    internal static async Task<Results<Accepted<RequeueResponse>, ProblemHttpResult>> RequeueAsync(
        Guid id, IJobStore store, JobRequeuer requeuer, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(id, cancellationToken) is not { } job)
        {
            return Problems.NotFound(id);
        }

        if (job.Status.IsTerminal())
        {
            return Problems.Conflict("job_id", $"is {job.Status.Name()}; only a job that has not ended can be queued again");
        }

        return await requeuer.RequeueAsync(job)
            ? TypedResults.Accepted($"/api/jobs/{id:D}", new RequeueResponse(id, "queued"))
            : Problems.Conflict("job_id", "has ended or moved to another worker just now; look again");
    }

    private static Ok<JobListing> Listing(JobPage page) => TypedResults.Ok(new JobListing(
        [.. page.Jobs.Select(JobSummary.For)],
        page.Next is not { } next ? null : string.Create(CultureInfo.InvariantCulture, $"{next.CreatedAt.ToUnixTimeMilliseconds()}_{next.JobId:D}")));

    private static RouteHandlerBuilder WithControlDocs<T>(this RouteHandlerBuilder endpoint, string summary) => endpoint
        .WithSummary(summary)
        .WithDescription("Works through any Api: the command reaches the node through the store. 504 when the node does not answer; a repeat is harmless.")
        .Produces<T>()
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status504GatewayTimeout);
}
