using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Worker.Ai;

/// <summary>
/// A <see cref="LanguageModel"/> as the chat client of an agent: with the limits, retries, costs and errors of all model calls. It answers with text alone;
/// the options of a call are those of the model.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="prompt">The name of the prompt, for logs and traces.</param>
internal sealed class PromptedChatClient(LanguageModel model, string prompt) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (string piece in model.StreamTextAsync(new Prompt(prompt, [.. messages]), cancellationToken))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
        }

        yield return new ChatResponseUpdate { Role = ChatRole.Assistant, FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The model belongs to the worker.
    }
}
