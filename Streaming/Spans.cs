using System.Diagnostics;
using System.Text.Json;

namespace AspireStreaming.Streaming;

/// <summary>Short forms for spans and their trace contexts.</summary>
public static class Spans
{
    /// <summary>The context of a span of another process.</summary>
    /// <returns>The default value for null and for a malformed text.</returns>
    public static ActivityContext Parse(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, isRemote: true, out var context) ? context : default;

    /// <summary>The W3C trace context of a span; null when the span is not recorded.</summary>
    public static string? Traceparent(this Activity? span) => span is { Recorded: true } ? span.Id : null;

    /// <summary>The value of an attribute for an enum's value, as in <c>client_left</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Marks the span as failed. The text of an error may hold user data, so that only its kind is noted.</summary>
    /// <param name="errorType">A word with few values, such as <c>ai_timeout</c>.</param>
    public static void Fail(this Activity? span, string errorType) => span?.SetStatus(ActivityStatusCode.Error).SetTag(TraceNames.ErrorType, errorType);
}
