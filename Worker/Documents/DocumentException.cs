namespace AspireStreaming.Worker.Documents;

/// <summary>A document that can't be used. The messages name it and are safe to show.</summary>
public sealed class DocumentException(string code, string message, string frenchMessage, bool retryable = false, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Stable, snake_case; one of the names in <see cref="DocumentErrors"/>.</summary>
    public string Code { get; } = code;

    public string FrenchMessage { get; } = frenchMessage;

    /// <summary>Whether the same document may be read at another time (a server that was away, a busy machine).</summary>
    public bool Retryable { get; } = retryable;

    /// <summary>What the server answered, when a fetch got an answer.</summary>
    public int? HttpStatus { get; init; }
}
