namespace AspireStreaming.Edge.Protocols.Mcp;

/// <summary>The HTTP request of the message that is handled: the SDK passes on its user only. Sessions keep the place, not the request, which ends before them.</summary>
internal sealed class McpRequest : IDisposable
{
    public const string SessionHeader = "Mcp-Session-Id";
    public const string VersionHeader = "MCP-Protocol-Version";

    private static readonly AsyncLocal<McpRequest?> Place = new();

    private readonly bool _isResumable;
    private HttpContext? _http;

    private McpRequest(HttpContext http, bool isResumable) => (_http, _isResumable) = (http, isResumable);

    /// <exception cref="InvalidOperationException">The request has ended.</exception>
    public static HttpContext Current => Place.Value?._http ?? throw new InvalidOperationException("The request has ended.");

    /// <summary>Whether the current request calls a pipeline: its stream can go on, from the job's log.</summary>
    public static bool IsCurrentResumable => Place.Value?._isResumable is true;

    /// <summary>Until it is disposed, the request is the current one of all that is called.</summary>
    public static McpRequest Begin(HttpContext http, bool isResumable) => Place.Value = new McpRequest(http, isResumable);

    public void Dispose() => _http = null;
}
