namespace AspireStreaming.Worker.Documents;

/// <summary>A document can't be used. The messages contain its name and are safe to show.</summary>
public sealed class DocumentException(string code, string message, string frenchMessage, bool retryable = false, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Stable, snake_case; one of the names in <see cref="DocumentErrors"/>.</summary>
    public string Code { get; } = code;

    public string FrenchMessage { get; } = frenchMessage;

    /// <summary>Whether a later attempt may succeed (the server was unavailable, the machine was busy).</summary>
    public bool Retryable { get; } = retryable;

    /// <summary>The server's HTTP status, when a fetch got an answer.</summary>
    public int? HttpStatus { get; init; }
}
