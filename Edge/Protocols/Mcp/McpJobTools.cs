using System.Text.Json;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;

namespace AspireStreaming.Edge.Protocols.Mcp;

/// <summary>The tools for jobs, of whatever protocol: list, read, cancel. No pipeline has such a name, because theirs have no underscore.</summary>
internal sealed class McpJobTools(
    JobAccess access, SnapshotReader snapshots, IJobControl control, JobEnder ender, IOptions<JsonOptions> json)
{
    private const string List = "list_jobs";
    private const string Get = "get_job";
    private const string Cancel = "cancel_job";
    private const int DefaultJobs = 20;
    private const int MostJobs = 200;

    public static IReadOnlyList<Tool> Tools { get; } =
    [
        ToolOf(
            List,
            "Lists the caller's jobs, newest first, with their status.",
            """{"type":"object","properties":{"limit":{"type":"integer","minimum":1,"maximum":200,"description":"The most jobs of a page; 20 by default."},"cursor":{"type":"string","description":"The 'next' of the page before."}}}""",
            new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false }),
        ToolOf(
            Get,
            "Reads a job: its status, what it has produced so far, and its result.",
            """{"type":"object","properties":{"job_id":{"type":"string","format":"uuid"}},"required":["job_id"]}""",
            new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false }),
        ToolOf(
            Cancel,
            "Ends a job that runs or waits. What it has produced is kept.",
            """{"type":"object","properties":{"job_id":{"type":"string","format":"uuid"}},"required":["job_id"]}""",
            new ToolAnnotations { DestructiveHint = true, IdempotentHint = true, OpenWorldHint = false }),
    ];

    /// <exception cref="BadFieldException">An argument is not what it must be.</exception>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public Task<CallToolResult> CallAsync(CallToolRequestParams call, HttpContext http, CancellationToken cancellationToken) => call.Name switch
    {
        List => ListAsync(call, http, cancellationToken),
        Get => GetAsync(JobIdOf(call), http, cancellationToken),
        _ => CancelAsync(JobIdOf(call), http, cancellationToken),
    };

    private async Task<CallToolResult> ListAsync(CallToolRequestParams call, HttpContext http, CancellationToken cancellationToken)
    {
        int limit = DefaultJobs;
        JobPageCursor? before = null;
        if (Argument(call, "limit") is { } most && !(most.ValueKind == JsonValueKind.Number && most.TryGetInt32(out limit) && limit is >= 1 and <= MostJobs))
        {
            throw new BadFieldException("limit", $"must be 1 to {MostJobs}");
        }

        if (Argument(call, "cursor") is { } cursor && !JobsApi.TryParse(cursor.ToString(), out before))
        {
            throw new BadFieldException("cursor", "must be the 'next' of the page before");
        }

        var page = await access.ListAsync(http.User, before, limit, cancellationToken);
        var listing = new JobListing([.. page.Jobs.Select(JobSummary.For)], page.Next is null ? null : JobsApi.TextOf(page.Next));
        var structured = JsonSerializer.SerializeToElement(listing, json.Value.SerializerOptions);
        return new CallToolResult { Content = [new TextContentBlock { Text = structured.GetRawText() }], StructuredContent = structured };
    }

    private async Task<CallToolResult> GetAsync(Guid jobId, HttpContext http, CancellationToken cancellationToken)
    {
        if (await access.FindAsync(http.User, jobId, cancellationToken) is null)
        {
            return NotFound(jobId);
        }

        var snapshot = await snapshots.ReadAsync(jobId, null, cancellationToken);
        var result = McpFrames.ResultOf(snapshot);
        if (snapshot.EndedAt is null)
        {
            result.Content = [new TextContentBlock { Text = McpTasks.MessageOf(snapshot) }, .. result.Content];
        }

        result.IsError = null; // that the job failed is what was asked for
        return result;
    }

    private async Task<CallToolResult> CancelAsync(Guid jobId, HttpContext http, CancellationToken cancellationToken)
    {
        if (!access.MayControl(http.User))
        {
            return McpFrames.ErrorOf($"The caller needs the scope {Scopes.Control}.");
        }

        return await JobsApi.CancelAsync(jobId, http.User, access, control, ender, cancellationToken) is IValueHttpResult<CancelResponse> { Value: { } canceled }
            ? new CallToolResult { Content = [new TextContentBlock { Text = canceled.Status }], StructuredContent = JsonSerializer.SerializeToElement(canceled, json.Value.SerializerOptions) }
            : NotFound(jobId);
    }

    private static Tool ToolOf(string name, string description, string schema, ToolAnnotations annotations) => new()
    {
        Name = name,
        Description = description,
        InputSchema = JsonElement.Parse(schema),
        Annotations = annotations,
    };

    private static JsonElement? Argument(CallToolRequestParams call, string name) =>
        call.Arguments is not null && call.Arguments.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static Guid JobIdOf(CallToolRequestParams call) =>
        Guid.TryParse(Argument(call, "job_id")?.ToString(), out var id) ? id : throw new BadFieldException("job_id", "must be the id of a job: a UUID");

    private static CallToolResult NotFound(Guid jobId) => McpFrames.ErrorOf($"There is no job {jobId:D}: it never was, was deleted, or has expired.");
}
