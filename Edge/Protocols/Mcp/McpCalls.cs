using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.Mcp;

#pragma warning disable MCPEXP002 // experimental: a call may answer with a task
/// <summary>Calls of pipelines: a job each, which goes on whatever happens to the call.</summary>
internal sealed class McpCalls(
    ProtocolJobs jobs, JobAccess access, StartLimits limits, StreamSlots slots, IJobLog log, IJobStore store, McpTasks tasks, IHostApplicationLifetime lifetime)
{
    /// <summary>Starts the job, and answers with it as a task, or with its result after a progress notification for each event.</summary>
    public async ValueTask<ResultOrAlternate<CallToolResult>> RunAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        var http = McpRequest.Current;
        var aborted = http.RequestAborted;
        if (!access.MayStart(http.User))
        {
            return McpFrames.ErrorOf($"The caller needs the scope {Scopes.Start}.");
        }

        var call = McpCall.Of(request);
        bool asTask = McpTasks.IsTakenBy(request.JsonRpcRequest);
        using var slot = asTask ? null : slots.Take(http) ?? throw LimitExceededException.Streams();
        var (jobId, problem) = await StartAsync(request, call, http, aborted);
        McpRequest.SetStarted();
        if (problem is not null)
        {
            return problem;
        }

        if (asTask)
        {
            return await tasks.CreatedAsync(jobId, aborted);
        }

        // A client takes no end but the response for the end: a stream that is broken off goes on at another Api.
        await using var stop = lifetime.ApplicationStopping.Register(http.Abort);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, aborted);
        return await FollowAsync(request.Server, call, jobId, either.Token);
    }

    private static JsonObject DataOf(CallToolRequestParams parameters)
    {
        try
        {
            return (JsonObject)JobRequest.Parse(JsonSerializer.SerializeToUtf8Bytes(parameters.Arguments ?? new Dictionary<string, JsonElement>(), McpJsonUtilities.DefaultOptions))!;
        }
        catch (JsonException e)
        {
            throw new BadFieldException("arguments", e.Message);
        }
    }

    /// <summary>The span of a call that carries a trace: that trace goes on, and names the trace of the HTTP request.</summary>
    private static Activity? Trace(CallToolRequestParams parameters)
    {
        var parent = Spans.Parse(parameters.Meta?["traceparent"]?.ToString());
        return parent == default ? null : StreamingDiagnostics.Activities.StartActivity(
            $"tools/call {parameters.Name}", ActivityKind.Server, parent, links: Activity.Current is { } request ? [new ActivityLink(request.Context)] : null);
    }

    private async Task<(Guid JobId, CallToolResult? Problem)> StartAsync(
        RequestContext<CallToolRequestParams> request, McpCall call, HttpContext http, CancellationToken cancellationToken)
    {
        await limits.AddStartAsync(http);
        string name = request.Params.Name;
        string? runId = request.Server.SessionId is { Length: > 0 } session ? McpCall.RunId(session, request.JsonRpcRequest.Id.ToString()) : null;
        var run = new ProtocolRun(
            McpEndpoint.Protocol, name, runId, "id", null, DataOf(request.Params), null, call.ToJson(), JobLanguage.Preferred(http.Request.Headers.AcceptLanguage));
        using var span = Trace(request.Params);
        var (jobId, problem) = await jobs.StartAsync(http.User, run, http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(), cancellationToken);
        return problem switch
        {
            null => (jobId, null),
            ProblemHttpResult { StatusCode: StatusCodes.Status404NotFound } => throw new McpProtocolException($"Unknown tool: '{name}'", McpErrorCode.InvalidParams),
            _ => (jobId, McpFrames.ErrorOf((problem as ProblemHttpResult)?.ProblemDetails.Detail ?? "The request can't be taken as it is.")),
        };
    }

    private async Task<CallToolResult> FollowAsync(McpServer server, McpCall call, Guid jobId, CancellationToken cancellationToken)
    {
        for (long sent = 0; ;)
        {
            var reducer = new SnapshotReducer(jobId);
            try
            {
                await foreach (var batch in log.TailAsync(jobId, EventId.None, cancellationToken))
                {
                    foreach (var e in batch)
                    {
                        var payload = EventEncoder.Decode(e);
                        reducer.Apply(e, payload);
                        if (payload is not DoneEvent && call.WantsProgress && e.Id.Seq > sent)
                        {
                            await server.SendMessageAsync(ProgressOf(call, e, payload), cancellationToken);
                            sent = e.Id.Seq;
                        }
                    }
                }

                return McpFrames.ResultOf(reducer.ToSnapshot());
            }
            catch (CursorNotFoundException)
            {
                if (await store.GetAsync(jobId, cancellationToken) is null)
                {
                    return McpFrames.ErrorOf(Dialects.NativeDialect.GoneMessage);
                }
            }
        }
    }

    private static JsonRpcNotification ProgressOf(McpCall call, JobEvent e, EventPayload? payload)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            McpFrames.WriteProgress(json, call, e, payload);
            json.WriteEndObject();
        }

        return new JsonRpcNotification { Method = McpFrames.Progress, Params = JsonNode.Parse(text.ToArray()) };
    }
}
