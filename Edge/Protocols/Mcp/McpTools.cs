using System.Text.Json;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Streaming;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AspireStreaming.Edge.Protocols.Mcp;

#pragma warning disable MCPEXP002 // experimental: a call may answer with a task
/// <summary>The tools: one for each pipeline, and those for jobs.</summary>
internal sealed class McpTools(PipelineCatalog catalog, McpCalls calls, McpJobTools jobs)
{
    private static readonly JsonElement AnyObject = JsonSerializer.SerializeToElement(new { type = "object" });

    public async ValueTask<ListToolsResult> ListAsync(RequestContext<ListToolsRequestParams> request, CancellationToken cancellationToken) =>
        new() { Tools = [.. (await catalog.ListAsync(cancellationToken)).Select(ToolOf), .. McpJobTools.Tools] };

    public async ValueTask<ResultOrAlternate<CallToolResult>> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        try
        {
            return McpJobTools.Tools.Any(tool => tool.Name == request.Params.Name)
                ? await jobs.CallAsync(request.Params, McpRequest.Current, cancellationToken)
                : await calls.RunAsync(request, cancellationToken);
        }
        catch (LimitExceededException e)
        {
            return McpFrames.ErrorOf($"The caller {e.Message} ({e.Limit}). Try again in {Math.Ceiling(e.RetryAfter.TotalSeconds)} s.");
        }
        catch (BadFieldException e)
        {
            return McpFrames.ErrorOf($"{e.Field}: {e.Message}");
        }
        catch (StoreUnavailableException)
        {
            return McpFrames.ErrorOf("The job store is away for the moment. Nothing is lost; try again in a moment.");
        }
    }

    private static Tool ToolOf(PipelineDescriptor pipeline) => new()
    {
        Name = pipeline.Name,
        Description = pipeline.Description,
        InputSchema = pipeline.InputSchema.ValueKind == JsonValueKind.Object && pipeline.InputSchema.TryGetProperty("type", out var type) && type.ValueEquals("object")
            ? pipeline.InputSchema
            : AnyObject,
        Annotations = new ToolAnnotations { DestructiveHint = false },
    };
}
