namespace AspireStreaming.Edge.Protocols.Mcp;

/// <summary>The HTTP request of the message that is handled: the SDK passes on its user only. Sessions keep the place, not the request, which ends before them.</summary>
internal sealed class McpRequest : IDisposable
{
    public const string SessionHeader = "Mcp-Session-Id";
    public const string VersionHeader = "MCP-Protocol-Version";

    private static readonly AsyncLocal<McpRequest?> Place = new();

    private readonly bool _isResumable;
    private readonly CancellationToken _left;
    private readonly CancellationTokenSource _aborted = new();
    private readonly CancellationTokenRegistration _leaving;
    private volatile bool _hasJob;
    private HttpContext? _http;

    /// <summary>
    /// The first message of a call's stream names its job before there is one. So a client that leaves aborts the request only when the job
    /// exists: it comes back for it.
    /// </summary>
    private McpRequest(HttpContext http, bool isResumable)
    {
        (_http, _isResumable, _left) = (http, isResumable, http.RequestAborted);
        _hasJob = !isResumable;
        http.RequestAborted = _aborted.Token;
        _leaving = _left.Register(Abort);
    }

    /// <exception cref="InvalidOperationException">The request has ended.</exception>
    public static HttpContext Current => Place.Value?._http ?? throw new InvalidOperationException("The request has ended.");

    /// <summary>Whether the current request calls a pipeline: its stream can go on, from the job's log.</summary>
    public static bool IsCurrentResumable => Place.Value?._isResumable is true;

    /// <summary>Until it is disposed, the request is the current one of all that is called.</summary>
    public static McpRequest Begin(HttpContext http, bool isResumable) => Place.Value = new McpRequest(http, isResumable);

    /// <summary>The job of the current request exists, or there will be none.</summary>
    public static void SetStarted()
    {
        if (Place.Value is { } request)
        {
            request._hasJob = true;
            request.Abort();
        }
    }

    public void Dispose()
    {
        _http = null;
        _leaving.Dispose();
        _aborted.Dispose();
    }

    private void Abort()
    {
        if (_http is not null && _hasJob && _left.IsCancellationRequested)
        {
            _aborted.Cancel();
        }
    }
}
