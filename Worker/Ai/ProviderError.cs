using System.Text.Json;

namespace AspireStreaming.Worker.Ai;

/// <summary>A provider's error, and its translation to <see cref="AiException"/>.</summary>
/// <param name="Type">OpenAI: <c>invalid_request_error</c>; Anthropic: <c>overloaded_error</c>.</param>
/// <param name="Code">OpenAI only: <c>context_length_exceeded</c>.</param>
internal readonly record struct ProviderError(string Type, string Code, string Message)
{
    private const int MessageLimit = 300;

    // Messages about a too long prompt, from OpenAI, vLLM, Anthropic, llama.cpp and Ollama. Only OpenAI has a code for it.
    // "Request too large" is OpenAI's 429 for one request above the budget of a whole minute: a wait never helps.
    private static readonly string[] OverflowPhrases =
    [
        "maximum context length", "prompt is too long", "exceed context limit", "available context size",
        "exceeds the context length", "context window", "request too large",
    ];

    /// <summary>Reads <c>{"error":{"type":…,"code":…,"message":…}}</c>, the format of both providers. Any other error is the message.</summary>
    public static ProviderError Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error))
            {
                return error.ValueKind == JsonValueKind.Object
                    ? new(Text(error, "type"), Text(error, "code"), Text(error, "message"))
                    : new("", "", error.ToString());
            }
        }
        catch (JsonException)
        {
            // A proxy's page or an empty body: only the status is known.
        }
        return new("", "", "");
    }

    /// <param name="status">The HTTP status, or 0 for an error within a stream that began with 200.</param>
    public AiException ToException(int status, TimeSpan? retryAfter = null, string? secret = null)
    {
        var said = Message.Length > 0 ? $": {Shorten(Message, secret)}" : status > 0 ? $" (HTTP {status})." : ".";

        if (Code == "context_length_exceeded" || Type is "exceed_context_size_error" or "request_too_large" || status == 413
            || (status is 0 or 400 or 422 or 429 or 500 && Mentions(OverflowPhrases)))
            return new(AiErrorCodes.ContextOverflow, "The text is too long for the model" + said);

        if (Code is "content_filter" or "content_policy_violation")
            return new(AiErrorCodes.Refused, "The provider's content filter refused the request" + said);

        // The provider's message is left out here, because it may contain a part of the key.
        if (status is 401 or 402 or 403 || Type is "authentication_error" or "permission_error" or "billing_error")
            return new(AiErrorCodes.Unauthorized, $"The provider does not accept the key, the account or its rights{(status > 0 ? $" (HTTP {status})" : "")}.");

        if (status == 429 || Type is "rate_limit_error")
            return new(AiErrorCodes.RateLimited, "The provider's rate limit is reached" + said, Code != "insufficient_quota" && Type != "insufficient_quota", retryAfter);

        var retryable = status is 0 or 408 or 409 or 425 or >= 500;
        return new(AiErrorCodes.Unavailable, (retryable ? "The model is away" : "The provider refused the request") + said, retryable, retryAfter);
    }

    private bool Mentions(string[] phrases)
    {
        var message = Message;
        return phrases.Any(phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase));
    }

    private static string Shorten(string message, string? secret)
    {
        if (!string.IsNullOrEmpty(secret))
            message = message.Replace(secret, "***", StringComparison.Ordinal);
        message = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return message.Length <= MessageLimit ? message : message[..MessageLimit] + "…";
    }

    private static string Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "";
}
