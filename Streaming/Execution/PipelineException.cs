using System.Text.Json;

namespace AspireStreaming.Streaming.Execution;

/// <summary>Why a step or job can't go on: the content of a <c>job_error</c> event.</summary>
/// <param name="code">Stable and snake_case.</param>
/// <param name="message">For people.</param>
/// <param name="retryable">Whether the same try can succeed later; the step is then tried again.</param>
/// <param name="details">Further data for programs, such as the list of failed files.</param>
/// <param name="retryAfter">The least delay before another try.</param>
public sealed class PipelineException(
    string code, string message, bool retryable = false, JsonElement? details = null, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public string Code { get; } = code;
    public bool Retryable { get; } = retryable;
    public JsonElement? Details { get; } = details;
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
