using System.Security.Claims;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Protocols.OpenAi;

/// <summary>Creates, retrieves, cancels and deletes responses.</summary>
internal sealed class ResponsesEndpoint(
    ProtocolJobs jobs,
    ProtocolStreams streams,
    ResponseReader reader,
    PipelineCatalog catalog,
    JobAccess access,
    IJobStore store,
    IJobControl control,
    JobEnder ender,
    StreamSlots slots,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    IOptions<ApiOptions> options)
{
    private const string Protocol = "openai-responses";
    private const string Prefix = "resp_";

    /// <summary>A canceled job mostly ends within this time.</summary>
    private static readonly TimeSpan CancelWait = TimeSpan.FromSeconds(3);

    /// <summary><c>POST /v1/responses</c>.</summary>
    public async Task<IResult> CreateAsync(HttpContext http)
    {
        var request = ResponseRequest.Read(await ProtocolRequest.ReadAsync(http, options.Value));
        var (pipeline, unknown) = await catalog.FindAsync(request.Model, "model", http.RequestAborted);
        if (pipeline is null)
        {
            return unknown!;
        }

        bool waits = !request.Stream && !request.Run.Background;
        using var slot = waits ? slots.Take(http) : null;
        if (waits ? slot is null : request.Stream && !slots.HasRoom(http))
        {
            throw LimitExceededException.Streams(); // before there is a job: the client repeats its request
        }

        var (jobId, refused) = await jobs.StartAsync(
            http.User,
            new ProtocolRun(
                Protocol, pipeline.Name, null, "", null, request.DataFor(pipeline), request.Text, request.Run.ToJson(), JobLanguage.Preferred(http.Request.Headers.AcceptLanguage)),
            http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(),
            http.RequestAborted);
        if (refused is not null)
        {
            return refused;
        }

        string id = ResponsesDialect.IdOf(jobId);
        http.Response.Headers.Location = $"/v1/responses/{id}";
        if (await jobs.FindAsync(http.User, jobId, http.RequestAborted) is not { } job)
        {
            return NotFound(id); // it was deleted just now
        }

        return request.Stream ? streams.FromStart(http, Dialect(job), jobId)
            : request.Run.Background ? await reader.ReadAsync(job, http.RequestAborted)
            : await WaitAsync(http, job);
    }

    /// <summary><c>GET /v1/responses/{response_id}</c>.</summary>
    /// <param name="responseId">A response, or any other job.</param>
    /// <param name="http">The request.</param>
    /// <param name="stream">Whether the client wants the events.</param>
    /// <param name="startingAfter">The number of the last event that the client has; none for all events.</param>
    public async Task<IResult> GetAsync(
        [FromRoute(Name = "response_id")] string responseId,
        HttpContext http,
        [FromQuery] bool? stream = null,
        [FromQuery(Name = "starting_after")] long? startingAfter = null)
    {
        if (startingAfter is not null && stream is not true)
        {
            return Problems.Field("starting_after", "must come with stream=true");
        }

        if (startingAfter < 0)
        {
            return Problems.Field("starting_after", "must be the sequence_number of an event: 0 or more");
        }

        if (stream is not true)
        {
            return await FindAsync(http.User, responseId, http.RequestAborted) is { } found ? await reader.ReadAsync(found, http.RequestAborted) : NotFound(responseId);
        }

        try
        {
            if (await FindAsync(http.User, responseId, http.RequestAborted) is not { } job)
            {
                return NotFound(responseId);
            }

            var dialect = Dialect(job);
            if (startingAfter is not { } last)
            {
                return streams.FromStart(http, dialect, job.Id);
            }

            var (cursor, part, _) = await streams.FindAsync(dialect, job.Id, Math.Min(last, int.MaxValue) + 1, http.RequestAborted);
            return cursor.IsNone ? streams.FromStart(http, dialect, job.Id) : await streams.AfterAsync(http, dialect, job.Id, cursor, part, resume: false);
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, options.Value, unfinished: true);
            return Results.Empty;
        }
    }

    /// <summary><c>POST /v1/responses/{response_id}/cancel</c>.</summary>
    public async Task<IResult> CancelAsync([FromRoute(Name = "response_id")] string responseId, HttpContext http)
    {
        if (await FindAsync(http.User, responseId, http.RequestAborted) is not { } job)
        {
            return NotFound(responseId);
        }

        if (await JobsApi.CancelAsync(job.Id, http.User, access, control, ender, http.RequestAborted) is ProblemHttpResult)
        {
            return NotFound(responseId);
        }

        using var late = new CancellationTokenSource(CancelWait, time);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted, lifetime.ApplicationStopping);
        return await reader.WaitAsync(job, wait.Token);
    }

    /// <summary><c>DELETE /v1/responses/{response_id}</c>.</summary>
    public async Task<IResult> DeleteAsync([FromRoute(Name = "response_id")] string responseId, HttpContext http)
    {
        if (await FindAsync(http.User, responseId, http.RequestAborted) is not { } job)
        {
            return NotFound(responseId);
        }

        return await store.DeleteAsync(job.Id, http.RequestAborted)
            ? Results.Text($$"""{"id":"{{ResponsesDialect.IdOf(job.Id)}}","object":"response","deleted":true}""", "application/json")
            : Problems.Conflict("response_id", $"is {job.Record.Status.Name()}; cancel the response first and delete it when it has ended");
    }

    private static ResponsesDialect Dialect(ProtocolJob job) => new(job.Id, ResponseRun.Read(job.Client));

    private static ProblemHttpResult NotFound(string responseId) => Problems.Field(
        "response_id", $"names no response: '{(ProtocolJobs.IsName(responseId) ? responseId : "")}' was never created, was deleted, or has expired", StatusCodes.Status404NotFound);

    /// <summary>The whole response.</summary>
    private async Task<IResult> WaitAsync(HttpContext http, ProtocolJob job)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var response = await reader.WaitAsync(job, wait.Token);
        if (!wait.IsCancellationRequested)
        {
            return response;
        }

        http.Response.Headers["x-should-retry"] = "false"; // the clients would create another response
        return Problems.Stopping($"The response goes on: retrieve {ResponsesDialect.IdOf(job.Id)}.");
    }

    private async Task<ProtocolJob?> FindAsync(ClaimsPrincipal caller, string responseId, CancellationToken cancellationToken) =>
        Guid.TryParseExact(responseId, "D", out var jobId)
            || (responseId.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParseExact(responseId[Prefix.Length..], "N", out jobId))
            ? await jobs.FindAsync(caller, jobId, cancellationToken)
            : null;
}
