namespace AspireStreaming.Edge;

/// <summary>A field of a request is wrong. The answer is 400 and names the field.</summary>
/// <param name="message">What was expected of it.</param>
/// <param name="inner">Who found that; null for the caller itself.</param>
public sealed class BadFieldException(string field, string message, Exception? inner = null) : BadHttpRequestException(message, StatusCodes.Status400BadRequest, inner!)
{
    public string Field { get; } = field;
}
