using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace AspireStreaming.Edge.Protocols.Mcp;

#pragma warning disable MCP9006 // obsolete: clients of the specifications up to 2025-11-25 have sessions
/// <summary>
/// A session holds nothing that a job needs, and gives no right: each Api goes on with the sessions of the others, whose clients need not
/// begin again.
/// </summary>
internal sealed class McpSessions : ISessionMigrationHandler
{
    private const int MostCharacters = 64;
    private const string FirstVersion = "2025-03-26";

    public ValueTask OnSessionInitializedAsync(HttpContext context, string sessionId, InitializeRequestParams initializeParams, CancellationToken cancellationToken) => default;

    public ValueTask<InitializeRequestParams?> AllowSessionMigrationAsync(HttpContext context, string sessionId, CancellationToken cancellationToken)
    {
        string version = context.Request.Headers[McpRequest.VersionHeader].FirstOrDefault() ?? FirstVersion;
        return new(sessionId.Length > MostCharacters || !sessionId.All(char.IsAscii)
            ? null
            : new InitializeRequestParams { ProtocolVersion = version, Capabilities = new ClientCapabilities(), ClientInfo = new Implementation { Name = "unknown", Version = "0" } });
    }
}
