using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AspireStreaming.Edge.Protocols.Mcp;

#pragma warning disable MCP9006, MCPEXP002 // clients of the specifications up to 2025-11-25 have sessions and resume; tasks are experimental
/// <summary>What the SDK's server offers, and how it is reached.</summary>
internal sealed class McpServerSetup(McpTools tools, McpTasks tasks, McpEventIds ids, McpSessions sessions)
    : IConfigureOptions<McpServerOptions>, IConfigureOptions<HttpServerTransportOptions>
{
    /// <summary>A session that comes back later is made anew: it has nothing to lose.</summary>
    private static readonly TimeSpan SessionIdle = TimeSpan.FromMinutes(10);

    public void Configure(McpServerOptions options)
    {
        options.ServerInfo ??= new Implementation { Name = "aspire-streaming", Version = $"{typeof(McpServerSetup).Assembly.GetName().Version}" };
        options.ServerInstructions ??= "Each tool but list_jobs, get_job and cancel_job starts a job that goes on when the connection breaks. get_job reads it later.";
        options.Capabilities ??= new ServerCapabilities();
        options.Capabilities.Extensions ??= new Dictionary<string, object>();
        options.Capabilities.Extensions[McpTasks.Extension] = new JsonObject();
        options.Handlers.ListToolsHandler = tools.ListAsync;
        options.Handlers.CallToolWithAlternateHandler = tools.CallAsync;
        options.RequestHandlers ??= [];
        options.RequestHandlers.Add(Handler("tasks/get", tasks.GetAsync));
        options.RequestHandlers.Add(Handler("tasks/update", tasks.UpdateAsync));
        options.RequestHandlers.Add(Handler("tasks/cancel", tasks.CancelAsync));
    }

    public void Configure(HttpServerTransportOptions options)
    {
        options.SessionMode = HttpServerSessionMode.StatefulForInitializeClients;
        options.EventStreamStore = ids;
        options.SessionMigrationHandler = sessions;
        options.IdleTimeout = SessionIdle;
    }

    private static McpServerRequestHandler Handler(string method, Func<JsonRpcRequest, CancellationToken, ValueTask<JsonNode?>> handle) =>
        new() { Method = method, RoutingNameParameter = "taskId", Handler = (request, cancellationToken) => handle(request.JsonRpcRequest, cancellationToken) };
}
