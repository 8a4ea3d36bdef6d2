using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace AspireStreaming.Edge.Protocols.Mcp;

#pragma warning disable MCPEXP002 // experimental: a call may answer with a task
/// <summary>The extension <c>io.modelcontextprotocol/tasks</c>: a task is a job, its id the job's. Tasks of other protocols' jobs are tasks too.</summary>
internal sealed class McpTasks(
    JobAccess access, SnapshotReader snapshots, IJobControl control, JobEnder ender, IOptions<StreamingOptions> options)
{
    public const string Extension = "io.modelcontextprotocol/tasks";

    private const string FirstVersion = "2026-07-28";
    private const int PollMilliseconds = 1000;

    private TimeSpan Retention => options.Value.Retention;

    /// <summary>Whether the client of a call takes a task for an answer.</summary>
    public static bool IsTakenBy(JsonRpcRequest request) => IsKnownTo(request) && IsDeclaredBy(request);

    /// <summary>What a job does, in one line.</summary>
    public static string MessageOf(JobSnapshot snapshot)
    {
        var step = snapshot.EndedAt is null ? snapshot.Steps.FirstOrDefault(s => s.Step == snapshot.CurrentStep) : null;
        string status = snapshot.Message is null ? snapshot.Status.Name() : $"{snapshot.Status.Name()}: {snapshot.Message}";
        return step is null ? status : $"{status}, {step.Step} {step.Percent} %";
    }

    /// <summary>The answer of a call whose job was started.</summary>
    public async Task<ResultOrAlternate<CallToolResult>> CreatedAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots.ReadAsync(jobId, null, cancellationToken);
        return ResultOrAlternate<CallToolResult>.FromAlternate(McpTaskResult.Of(snapshot, MessageOf(snapshot), Retention, PollMilliseconds), McpJson.Default.McpTaskResult);
    }

    public async ValueTask<JsonNode?> GetAsync(JsonRpcRequest request, CancellationToken cancellationToken)
    {
        var jobId = await FindAsync(request, cancellationToken);
        var snapshot = await snapshots.ReadAsync(jobId, null, cancellationToken);
        return JsonSerializer.SerializeToNode(McpTaskResult.Detailed(snapshot, MessageOf(snapshot), Retention, PollMilliseconds), McpJson.Default.McpTaskResult);
    }

    /// <summary>Takes input for a task. No job asks for any, so it is not kept.</summary>
    public async ValueTask<JsonNode?> UpdateAsync(JsonRpcRequest request, CancellationToken cancellationToken)
    {
        await FindAsync(request, cancellationToken);
        return Acknowledgement();
    }

    public async ValueTask<JsonNode?> CancelAsync(JsonRpcRequest request, CancellationToken cancellationToken)
    {
        var jobId = await FindAsync(request, cancellationToken);
        var caller = McpRequest.Current.User;
        if (!access.MayControl(caller))
        {
            throw new McpProtocolException($"The caller needs the scope {Scopes.Control}.", McpErrorCode.InvalidRequest);
        }

        await JobsApi.CancelAsync(jobId, caller, access, control, ender, cancellationToken);
        return Acknowledgement();
    }

    /// <summary>Cancels the job of a call of a session, which a client no longer wants. On any Api: the call may be at another one.</summary>
    public async Task CancelCallAsync(HttpContext http, string? requestId)
    {
        if (requestId is not null && http.Request.Headers[McpRequest.SessionHeader].FirstOrDefault() is { Length: > 0 } session && access.MayControl(http.User))
        {
            var jobId = ProtocolJobs.IdOf(McpEndpoint.Protocol, McpCall.RunId(session, requestId), access.OwnerOf(http.User));
            await JobsApi.CancelAsync(jobId, http.User, access, control, ender, http.RequestAborted);
        }
    }

    private static JsonObject Acknowledgement() => new() { ["resultType"] = "complete" };

    private static bool IsKnownTo(JsonRpcRequest request) => string.CompareOrdinal(request.Context?.ProtocolVersion, FirstVersion) >= 0;

    private static bool IsDeclaredBy(JsonRpcRequest request) =>
        request.Context?.ClientCapabilities?.Extensions?.ContainsKey(Extension) is true
        || ((request.Params?["_meta"] as JsonObject)?[MetaKeys.ClientCapabilities] is JsonObject capabilities
            && capabilities["extensions"] is JsonObject extensions && extensions.ContainsKey(Extension));

    /// <exception cref="McpProtocolException">The client may not ask, or there is no such task.</exception>
    private async Task<Guid> FindAsync(JsonRpcRequest request, CancellationToken cancellationToken)
    {
        if (!IsKnownTo(request))
        {
            throw new McpProtocolException($"Tasks are of the protocol from {FirstVersion} on.", McpErrorCode.MethodNotFound);
        }

        if (!IsDeclaredBy(request))
        {
            throw new MissingRequiredClientCapabilityException(
                new ClientCapabilities { Extensions = new Dictionary<string, object> { [Extension] = new JsonObject() } }, $"The client must declare the extension {Extension}.");
        }

        string? taskId = (request.Params as JsonObject)?["taskId"]?.ToString();
        return Guid.TryParse(taskId, out var jobId) && await access.FindAsync(McpRequest.Current.User, jobId, cancellationToken) is not null
            ? jobId
            : throw new McpProtocolException("taskId names no task: it never was, was deleted, or has expired.", McpErrorCode.InvalidParams);
    }
}
