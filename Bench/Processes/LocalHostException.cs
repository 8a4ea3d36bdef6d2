namespace AspireStreaming.Bench.Processes;

/// <summary>Why the local host can't run, in words for the person at the terminal.</summary>
public sealed class LocalHostException : Exception
{
    public LocalHostException() { }
    public LocalHostException(string message) : base(message) { }
    public LocalHostException(string message, Exception innerException) : base(message, innerException) { }
}
