using Microsoft.Extensions.AI;

namespace AspireStreaming.Worker.Ai;

/// <summary>One streamed answer. Read it until null. Every interruption throws <see cref="AiException"/>.</summary>
internal sealed class AnswerStream : IAsyncDisposable
{
    private readonly ModelCall _call;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly long _limit;
    private readonly TimeProvider _time;
    private ChatFinishReason? _finish;
    private long _length;

    public AnswerStream(IChatClient chat, Prompt prompt, ChatOptions request, AiOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        // This limit stops an endpoint that ignores MaxOutputTokens. The average token is shorter than 16 characters.
        _limit = options.MaxOutputTokens * 16L;
        _time = time;
        Began = time.GetUtcNow();
        _call = new ModelCall(options, time, cancellationToken);
        _updates = chat.GetStreamingResponseAsync(prompt.Messages, request, _call.Token).GetAsyncEnumerator(_call.Token);
    }

    public UsageDetails? Usage { get; private set; }

    public DateTimeOffset Began { get; }

    /// <summary>Time that the model took so far.</summary>
    public TimeSpan Duration { get; private set; }

    public async ValueTask<string?> ReadAsync()
    {
        long began = _time.GetTimestamp();
        try
        {
            _call.ExpectToken();
            while (await _updates.MoveNextAsync())
            {
                var update = _updates.Current;
                if (_finish != ChatFinishReason.ContentFilter)
                    _finish = update.FinishReason ?? _finish;
                Usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? Usage;

                if (update.Text is not { Length: > 0 } text)
                    continue;
                if ((_length += text.Length) > _limit)
                    throw new AiException(AiErrorCodes.BadOutput, "The model's answer is longer than the limit.");
                return text;
            }
        }
        catch (Exception e)
        {
            throw _call.Translate(e);
        }
        finally
        {
            Duration += _time.GetElapsedTime(began);
            _call.TokenArrived();
        }

        ModelCall.RequireComplete(_finish, _length > 0);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _updates.DisposeAsync();
        _call.Dispose();
    }
}
