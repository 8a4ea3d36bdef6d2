using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace AspireStreaming.Worker.Ai;

/// <summary>
/// Adds to Microsoft.Extensions.AI.OpenAI: a refusal that ends with <c>stop</c> gets the finish reason of a content filter,
/// and an error within a stream (<c>data: {"error":{…}}</c>), which the SDK ignores, is thrown.
/// </summary>
internal sealed class OpenAiAnswers(IChatClient inner, string? apiKey) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        if (response.Messages.Any(message => IsRefusal(message.Contents)))
            response.FinishReason = ChatFinishReason.ContentFilter;
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
#pragma warning disable SCME0001 // the SDK gives no other access to a field that it does not know
            if (update.RawRepresentation is StreamingChatCompletionUpdate raw && raw.Patch.TryGetJson("$.error"u8, out var error))
                throw ProviderError.Parse($$"""{"error":{{Encoding.UTF8.GetString(error.Span)}}}""").ToException(status: 0, secret: apiKey);
            if (IsRefusal(update.Contents) || update.RawRepresentation is StreamingChatCompletionUpdate { RefusalUpdate.Length: > 0 })
                update.FinishReason = ChatFinishReason.ContentFilter;
#pragma warning restore SCME0001
            yield return update;
        }
    }

    private static bool IsRefusal(IEnumerable<AIContent> contents) => contents.Any(content => content is ErrorContent { ErrorCode: "Refusal" });
}
