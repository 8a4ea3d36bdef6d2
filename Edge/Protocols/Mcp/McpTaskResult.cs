using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Streaming;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace AspireStreaming.Edge.Protocols.Mcp;

/// <summary>A task, as a call answers it, and as <c>tasks/get</c> does: with the result or the error of an ended one.</summary>
internal sealed class McpTaskResult : Result
{
    /// <summary>Failures of the engine, not of the work: the task failed, and the tool has no result.</summary>
    private static readonly string[] EngineErrors = ["internal_error", "poison", "unknown_pipeline"];

    public required string TaskId { get; init; }

    public required string Status { get; init; }

    public string? StatusMessage { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>How long it is kept at least.</summary>
    public required long TtlMs { get; init; }

    public required int PollIntervalMs { get; init; }

    [JsonPropertyName("result")]
    public JsonElement? Result { get; init; }

    public JsonElement? Error { get; init; }

    public static McpTaskResult Of(JobSnapshot snapshot, string message, TimeSpan retention, int pollMilliseconds) =>
        Create(snapshot, message, retention, pollMilliseconds, "task", null, null);

    public static McpTaskResult Detailed(JobSnapshot snapshot, string message, TimeSpan retention, int pollMilliseconds)
    {
        var (result, error) = StatusOf(snapshot) switch
        {
            "completed" => (JsonSerializer.SerializeToElement(McpFrames.ResultOf(snapshot), McpJsonUtilities.DefaultOptions), default(JsonElement?)),
            "failed" => (default(JsonElement?), JsonSerializer.SerializeToElement(
                new JsonRpcErrorDetail { Code = (int)McpErrorCode.InternalError, Message = snapshot.Error!.Message }, McpJsonUtilities.DefaultOptions)),
            _ => (default(JsonElement?), default(JsonElement?)),
        };
        return Create(snapshot, message, retention, pollMilliseconds, "complete", result, error);
    }

    private static McpTaskResult Create(
        JobSnapshot snapshot, string message, TimeSpan retention, int pollMilliseconds, string resultType, JsonElement? result, JsonElement? error) => new()
    {
        ResultType = resultType,
        TaskId = $"{snapshot.JobId:D}",
        Status = StatusOf(snapshot),
        StatusMessage = message,
        CreatedAt = snapshot.CreatedAt ?? default,
        LastUpdatedAt = snapshot.UpdatedAt ?? snapshot.CreatedAt ?? default,
        TtlMs = (long)retention.TotalMilliseconds,
        PollIntervalMs = pollMilliseconds,
        Result = result,
        Error = error,
    };

    private static string StatusOf(JobSnapshot snapshot) => snapshot switch
    {
        { EndedAt: null } => "working",
        { Status: JobStatus.Canceled } => "cancelled",
        { Status: JobStatus.Failed, Error.Code: var code } when EngineErrors.Contains(code) => "failed",
        _ => "completed", // also for a tool that could not do its work: its result is an error
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(McpTaskResult))]
internal sealed partial class McpJson : JsonSerializerContext;
