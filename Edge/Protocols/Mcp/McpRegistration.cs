using AspireStreaming.Edge.Protocols.Mcp;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers the MCP server of jobs.</summary>
public static class McpRegistration
{
    /// <summary>Registers what <c>MapMcpJobs</c> maps. Needs <c>AddJobApi</c>. Tools that the application adds to <c>AddMcpServer</c> itself are served too.</summary>
    public static WebApplicationBuilder AddMcpJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddMcpServer().WithHttpTransport();
        builder.Services.AddSingleton<McpEndpoint>();
        builder.Services.AddSingleton<McpEventIds>();
        builder.Services.AddSingleton<McpSessions>();
        builder.Services.AddSingleton<McpTasks>();
        builder.Services.AddSingleton<McpCalls>();
        builder.Services.AddSingleton<McpJobTools>();
        builder.Services.AddSingleton<McpTools>();
        builder.Services.AddSingleton<McpServerSetup>();
        builder.Services.AddSingleton<IConfigureOptions<McpServerOptions>>(services => services.GetRequiredService<McpServerSetup>());
        builder.Services.AddSingleton<IConfigureOptions<HttpServerTransportOptions>>(services => services.GetRequiredService<McpServerSetup>());
        return builder;
    }
}
