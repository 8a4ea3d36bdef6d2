namespace AspireStreaming.Edge;

/// <summary>A field of a request is wrong. The answer is 400 and names the field.</summary>
/// <param name="message">What was expected of it.</param>
public sealed class BadFieldException(string field, string message) : BadHttpRequestException(message)
{
    public string Field { get; } = field;
}
