using System.Net;

namespace AspireStreaming.Tests.Support;

/// <summary>An answer of <see cref="ScriptedModelServer"/> in a neutral form: the server writes it in the format of the requested path.</summary>
public sealed record ModelReply
{
    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>One per frame of a stream; joined in an answer without a stream.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>The model's reason for the end: <c>stop</c>, <c>length</c> or <c>refusal</c>.</summary>
    public string Finish { get; init; } = "stop";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The provider's error: OpenAI's <c>code</c> (Anthropic has none), <c>type</c> and <c>message</c>.</summary>
    public (string Type, string? Code, string Message)? Error { get; init; }

    /// <summary>The whole body, sent unchanged instead of the other members.</summary>
    public (string ContentType, string Text)? Raw { get; init; }

    public ModelEnd End { get; init; }

    /// <summary>
    /// The end of a stream waits for this. A reset may overtake tokens that are still in transit: a test that needs the tokens first
    /// completes this when it has seen them.
    /// </summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    public static ModelReply Text(params string[] tokens) => new() { Tokens = tokens };

    /// <summary>429 with <c>Retry-After</c>.</summary>
    public static ModelReply RateLimited(string? retryAfter = null) => Failure(429, "rate_limit_error", "rate_limit_exceeded", "Slow down.") with
    {
        Headers = retryAfter is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Retry-After"] = retryAfter },
    };

    /// <summary>Anthropic's 529; OpenAI uses 503 for the same.</summary>
    public static ModelReply Overloaded() => Failure(529, "overloaded_error", null, "Overloaded");

    public static ModelReply Failure(int status, string type, string? code, string message) =>
        new() { Status = (HttpStatusCode)status, Error = (type, code, message) };

    /// <summary>The tokens, then the connection is reset.</summary>
    public static ModelReply CutAfter(params string[] tokens) => new() { Tokens = tokens, End = ModelEnd.Reset };

    /// <summary>The tokens, then silence until the client gives up.</summary>
    public static ModelReply StallAfter(params string[] tokens) => new() { Tokens = tokens, End = ModelEnd.Silence };

    /// <summary>The tokens, then an error as an event of the stream that began with 200.</summary>
    public static ModelReply FailAfter(string type, string message, params string[] tokens) =>
        new() { Tokens = tokens, Error = (type, null, message), End = ModelEnd.Error };
}

public enum ModelEnd
{
    Normal,
    Reset,
    Silence,

    /// <summary>The body ends correctly, but the model's own end is missing: so a proxy may pass on a lost connection.</summary>
    Truncated,
    Error,
}
