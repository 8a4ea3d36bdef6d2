using Anthropic.Exceptions;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Worker.Ai;

/// <summary>The time limits of one call, and the check of its end.</summary>
internal sealed class ModelCall(AiOptions options, TimeProvider time, CancellationToken caller) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(options.Timeout, time);
    private readonly CancellationTokenSource _stall = new(Timeout.InfiniteTimeSpan, time);
    private CancellationTokenSource? _linked;

    public CancellationToken Token =>
        (_linked ??= CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token, _stall.Token)).Token;

    public void ExpectToken() => _stall.CancelAfter(options.StallTimeout);

    /// <summary>Only the model's silence counts, not the time that the reader takes.</summary>
    public void TokenArrived() => _stall.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Translates the exception of an SDK. A cancellation by the caller stays a cancellation.</summary>
    public Exception Translate(Exception error)
    {
        if (caller.IsCancellationRequested)
            return new OperationCanceledException(error.Message, error, caller);
        if (_stall.IsCancellationRequested)
            return new AiException(AiErrorCodes.Timeout, $"The model was silent for {options.StallTimeout.TotalSeconds:0.##} s.", retryable: true, inner: error);
        if (_deadline.IsCancellationRequested)
            return new AiException(AiErrorCodes.Timeout, $"The model did not finish within {options.Timeout.TotalSeconds:0.##} s.", retryable: true, inner: error);

        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AiException known:
                    return known;
                case AnthropicSseException said:
                    return ProviderError.Parse(said.Body.ValueKind == System.Text.Json.JsonValueKind.Undefined ? "" : said.Body.GetRawText())
                        .ToException(status: 0, secret: options.ApiKey);
                case HttpRequestException or IOException:
                    return new AiException(AiErrorCodes.Unavailable, "The connection to the model broke off.", retryable: true, inner: error);
            }
        }

        // For an answer outside the protocol, such as a proxy's page, the SDKs throw any exception of their parsers.
        return new AiException(AiErrorCodes.Unavailable, "The endpoint's answer does not follow the provider's protocol.", retryable: true, inner: error);
    }

    /// <summary>Accepts only an answer that the model itself ended.</summary>
    public static void RequireComplete(ChatFinishReason? reason, bool anyText)
    {
        if (reason is null)
            throw new AiException(AiErrorCodes.Unavailable, "The connection to the model broke off.", retryable: true);
        if (reason == ChatFinishReason.ContentFilter)
            throw new AiException(AiErrorCodes.Refused, "The model refused to answer.");
        if (reason == ChatFinishReason.Length)
            throw new AiException(AiErrorCodes.BadOutput, "The model's answer was cut at its length limit.");
        if (!anyText)
            throw new AiException(AiErrorCodes.BadOutput, "The model's answer is empty.", retryable: true);
    }

    public void Dispose()
    {
        _linked?.Dispose();
        _deadline.Dispose();
        _stall.Dispose();
    }
}
