using System.Text.Json;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Protocols.AgUi;

/// <summary>Starts, resumes and cancels runs.</summary>
internal sealed class AgUiEndpoint(
    ProtocolJobs jobs, ProtocolStreams streams, AgUiThreads threads, JobAccess access, IJobControl control, JobEnder ender, IOptions<ApiOptions> options)
{
    public const string Protocol = "ag-ui";

    private const string RunHeader = "X-Run-Id";

    /// <summary><c>POST /ag-ui/{pipeline}</c>.</summary>
    public async Task<IResult> RunAsync(string pipeline, HttpContext http)
    {
        var input = await ProtocolRequest.ReadAsync(http, options.Value);
        string? header = http.Request.Headers[RunHeader].FirstOrDefault();
        if (header is not null && !ProtocolJobs.IsName(header))
        {
            return Problems.Field(RunHeader, $"must be 1 to {ProtocolJobs.MostNameCharacters} characters");
        }

        string runId = ProtocolRequest.Name(input, "runId") ?? header ?? $"{Guid.NewGuid():D}";
        string threadId = ProtocolRequest.Name(input, "threadId") ?? runId;
        if (!FrameCursor.TryRead(http, out var cursor, out var problem))
        {
            return problem;
        }

        if (!cursor.Event.IsNone && await jobs.FindAsync(http.User, Protocol, runId, http.RequestAborted) is null)
        {
            return NotFound(runId); // the client has seen the run, so it has expired: its work is not done again
        }

        var messages = ProtocolRequest.Messages(input, "messages");
        var data = ProtocolRequest.Object(input, "forwardedProps");
        var run = new AgUiRun(threadId, runId, JsonSerializer.SerializeToElement(messages), ProtocolRequest.Name(input, "protocolVersion"));
        var (jobId, refused) = await jobs.StartAsync(
            http.User,
            new ProtocolRun(
                Protocol, pipeline, runId, "runId", threadId, data, ProtocolRequest.LastText(messages), run.ToJson(), JobLanguage.Preferred(http.Request.Headers.AcceptLanguage)),
            http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(),
            http.RequestAborted);
        if (refused is not null)
        {
            return refused;
        }

        http.Response.Headers.Location = $"/ag-ui/runs/{Uri.EscapeDataString(runId)}";
        return await jobs.FindAsync(http.User, jobId, http.RequestAborted) is { } job
            ? await StreamAsync(http, job, cursor)
            : NotFound(runId); // it was deleted just now
    }

    /// <summary><c>GET /ag-ui/{pipeline}</c>.</summary>
    public async Task<IResult> GetAsync(
        string pipeline,
        HttpContext http,
        [FromQuery] string? runId = null,
        [FromQuery] string? threadId = null,
        [FromQuery] string? offset = null)
    {
        if (runId is not null)
        {
            return offset is null or "-1"
                ? await ResumeAsync(runId, http)
                : Problems.Field("offset", "must be -1, the start of the run; later places are given by the header Last-Event-ID");
        }

        return threadId is not null
            ? await threads.GetAsync(http.User, threadId, http.RequestAborted)
            : await threads.CapabilitiesAsync(pipeline, http.RequestAborted);
    }

    /// <summary><c>GET /ag-ui/runs/{run_id}</c>.</summary>
    public async Task<IResult> ResumeAsync([FromRoute(Name = "run_id")] string runId, HttpContext http)
    {
        if (!FrameCursor.TryRead(http, out var cursor, out var problem))
        {
            return problem;
        }

        try
        {
            return await jobs.FindAsync(http.User, Protocol, runId, http.RequestAborted) is { } job
                ? await StreamAsync(http, job, cursor)
                : NotFound(runId);
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, options.Value, unfinished: true); // clients give up after another status, and come back after this
            return Results.Empty;
        }
    }

    /// <summary><c>DELETE /ag-ui/runs/{run_id}</c>.</summary>
    public async Task<IResult> CancelAsync([FromRoute(Name = "run_id")] string runId, HttpContext http) =>
        await jobs.FindAsync(http.User, Protocol, runId, http.RequestAborted) is { } job
            ? await JobsApi.CancelAsync(job.Id, http.User, access, control, ender, http.RequestAborted)
            : NotFound(runId);

    private static IResult NotFound(string runId) =>
        Problems.Field("runId", $"names no run: '{(ProtocolJobs.IsName(runId) ? runId : "")}' was never started, or has expired", StatusCodes.Status404NotFound);

    private async Task<IResult> StreamAsync(HttpContext http, ProtocolJob job, FrameCursor cursor)
    {
        var dialect = new AgUiDialect(job.Id, AgUiRun.Read(job.Client) ?? AgUiRun.Of(job.Id));
        return cursor.OfState ? streams.FromState(http, dialect, job.Id)
            : cursor.Event.IsNone ? streams.FromStart(http, dialect, job.Id)
            : await streams.AfterAsync(http, dialect, job.Id, cursor.Event, cursor.Part, resume: true);
    }
}
