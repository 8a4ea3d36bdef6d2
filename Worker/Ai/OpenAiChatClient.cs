using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace AspireStreaming.Worker.Ai;

/// <summary>
/// <see cref="IChatClient"/> over Chat Completions, for what the pipelines use of it: text in, text or JSON out.
/// The official adapter needs a newer SDK than this one; it can take this class's place.
/// </summary>
internal sealed class OpenAiChatClient(ChatClient client, string? apiKey) : IChatClient
{
    // Strict mode refuses keywords that it can't enforce on strings; our own check still does.
    private static readonly AIJsonSchemaTransformCache StrictSchemas = new(new AIJsonSchemaTransformOptions
    {
        DisallowAdditionalProperties = true,
        RequireAllProperties = true,
        MoveDefaultKeywordToDescription = true,
        TransformSchemaNode = static (_, node) =>
        {
            if (node is JsonObject schema)
            {
                schema.Remove("minLength");
                schema.Remove("maxLength");
            }
            return node;
        },
    });

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatCompletion completion = await client.CompleteChatAsync(messages.Select(ToOpenAI), ToOpenAI(options), cancellationToken);
        var message = new ChatMessage(ChatRole.Assistant, string.Concat(completion.Content.Select(part => part.Text)));
        return new ChatResponse(message)
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            FinishReason = completion.Refusal is null ? ToFinishReason(completion.FinishReason) : ChatFinishReason.ContentFilter,
            Usage = ToUsage(completion.Usage),
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in client.CompleteChatStreamingAsync(messages.Select(ToOpenAI), ToOpenAI(options), cancellationToken))
        {
#pragma warning disable SCME0001 // the SDK has no other way to a field that it does not know, and passes over an error in mid-stream
            if (update.Patch.TryGetJson("$.error"u8, out var error))
                throw ProviderError.Parse($$"""{"error":{{Encoding.UTF8.GetString(error.Span)}}}""").ToException(status: 0, secret: apiKey);
#pragma warning restore SCME0001
            var text = string.Concat(update.ContentUpdate.Select(part => part.Text));
            var result = new ChatResponseUpdate(ChatRole.Assistant, text)
            {
                ResponseId = update.CompletionId,
                ModelId = update.Model,
                FinishReason = update.RefusalUpdate is { Length: > 0 } ? ChatFinishReason.ContentFilter
                    : update.FinishReason is { } reason ? ToFinishReason(reason) : null,
            };
            if (ToUsage(update.Usage) is { } usage)
                result.Contents.Add(new UsageContent(usage));
            yield return result;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai")
        : serviceType.IsInstanceOfType(client) ? client
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The HTTP client below belongs to the container.
    }

    private static OpenAI.Chat.ChatMessage ToOpenAI(ChatMessage message) =>
        message.Role == ChatRole.System ? new SystemChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new AssistantChatMessage(message.Text)
        : message.Role == ChatRole.User ? new UserChatMessage(message.Text)
        : throw new NotSupportedException($"Messages of the role {message.Role} are not supported.");

    private static ChatCompletionOptions ToOpenAI(ChatOptions? options) => new()
    {
        MaxOutputTokenCount = options?.MaxOutputTokens,
        ResponseFormat = options?.ResponseFormat switch
        {
            null or ChatResponseFormatText => null,
            ChatResponseFormatJson { Schema: not null } json => OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(
                json.SchemaName ?? "answer",
                BinaryData.FromString(StrictSchemas.GetOrCreateTransformedSchema(json)!.Value.GetRawText()),
                json.SchemaDescription,
                jsonSchemaIsStrict: true),
            _ => OpenAI.Chat.ChatResponseFormat.CreateJsonObjectFormat(),
        },
    };

    private static ChatFinishReason ToFinishReason(OpenAI.Chat.ChatFinishReason reason) => reason switch
    {
        OpenAI.Chat.ChatFinishReason.Length => ChatFinishReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        OpenAI.Chat.ChatFinishReason.ToolCalls or OpenAI.Chat.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    private static UsageDetails? ToUsage(ChatTokenUsage? usage) => usage is null ? null : new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
    };
}
