namespace AspireStreaming.Worker.Documents;

/// <summary>The elements of a document are nested more deeply than its reader follows.</summary>
internal sealed class TooNestedException(string message, Exception? inner = null) : Exception(message, inner);
