using AspireStreaming.Edge.Auth;

namespace AspireStreaming.Edge.Protocols.Mcp;

/// <summary>The Model Context Protocol over HTTP (Streamable HTTP): each pipeline is a tool, its jobs are tasks.</summary>
public static class McpApi
{
    /// <summary>Maps <c>/mcp</c>. Needs <c>AddJobApi</c>. Tools that start jobs ask for <see cref="Scopes.Start"/> too, those that end one for <see cref="Scopes.Control"/>.</summary>
    public static void MapMcpJobs(this IEndpointRouteBuilder app)
    {
        var endpoint = app.ServiceProvider.GetRequiredService<McpEndpoint>();
        app.MapMcp("/mcp").WithTags("MCP").RequireAuthorization(Scopes.Read).Add(builder => builder.RequestDelegate = endpoint.Wrap(builder.RequestDelegate!));
    }
}
