using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;

namespace AspireStreaming.Edge.Protocols.Mcp;

/// <summary>The HTTP side of <c>/mcp</c> that is not the SDK's: bounds of requests, and streams that go on.</summary>
internal sealed class McpEndpoint(ProtocolJobs jobs, ProtocolStreams streams, McpTasks tasks, JobArrival arrival, PipelineCatalog catalog, StartLimits limits, IOptions<ApiOptions> options)
{
    public const string Protocol = "mcp";

    private const string CursorHeader = "Last-Event-ID";

    /// <summary>How long a client whose stream broke off at its very begin waits for its job.</summary>
    private static readonly TimeSpan StartWait = TimeSpan.FromSeconds(2);

    /// <param name="next">The SDK's endpoint.</param>
    public RequestDelegate Wrap(RequestDelegate next) => http => HttpMethods.IsGet(http.Request.Method) ? GetAsync(http) : HandleAsync(http, next);

    private async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        var body = await JobRequest.ReadBodyAsync(http, options.Value.MaxJsonBytes);
        await limits.AddUploadAsync(http, body.Length);
        using var stream = new MemoryStream(body.ToArray(), writable: false);
        http.Request.Body = stream;
        var message = Parse(body);
        if (message?["method"]?.ToString() == NotificationMethods.CancelledNotification)
        {
            await tasks.CancelCallAsync(http, (message["params"] as JsonObject)?["requestId"]?.ToString());
        }

        using var request = McpRequest.Begin(http, await IsPipelineCallAsync(message, http.RequestAborted));
        await next(http);
    }

    /// <returns>Null for what is no message: what is wrong with it is the SDK's to say.</returns>
    private static JsonObject? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JobRequest.Parse(body.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<bool> IsPipelineCallAsync(JsonObject? message, CancellationToken cancellationToken) =>
        message?["method"]?.ToString() == RequestMethods.ToolsCall && (message["params"] as JsonObject)?["name"]?.ToString() is { } name
        && (await catalog.ListAsync(cancellationToken)).Any(pipeline => pipeline.Name == name);

    /// <summary><c>GET /mcp</c> with <c>Last-Event-ID</c>: the rest of a call's stream. There is no stream for messages that belong to no call.</summary>
    private async Task GetAsync(HttpContext http)
    {
        string? cursor = http.Request.Headers[CursorHeader].FirstOrDefault();
        if (string.IsNullOrEmpty(cursor))
        {
            http.Response.Headers.Allow = $"{HttpMethods.Post}, {HttpMethods.Delete}";
            await Problems.Field(CursorHeader, "must be given: this server sends no messages outside of calls", StatusCodes.Status405MethodNotAllowed).ExecuteAsync(http);
            return;
        }

        try
        {
            await (await ResumeAsync(http, cursor)).ExecuteAsync(http);
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, options.Value, unfinished: true);
        }
    }

    private async Task<IResult> ResumeAsync(HttpContext http, string text)
    {
        if (!McpEventId.TryParse(text, out var id))
        {
            return Problems.Field(CursorHeader, "must be the id of a message of this server");
        }

        var job = await jobs.FindAsync(http.User, id.JobId, http.RequestAborted);
        if (job is null && id.Event.IsNone && await arrival.AwaitAsync(http.User, id.JobId, StartWait, http.RequestAborted) is not null)
        {
            job = await jobs.FindAsync(http.User, id.JobId, http.RequestAborted);
        }

        if (job is null || McpCall.Read(job.Client) is not { } call)
        {
            return Problems.Field(CursorHeader, "names no call: it started no job, or the job has expired", StatusCodes.Status404NotFound);
        }

        var dialect = new McpDialect(job.Id, call);
        return id.Event.IsNone ? streams.FromStart(http, dialect, job.Id) : await streams.AfterAsync(http, dialect, job.Id, id.Event, 0, resume: false);
    }
}
