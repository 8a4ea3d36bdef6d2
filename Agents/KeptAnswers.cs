using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Agents;

/// <summary>Keeps the answers of a model.</summary>
public static class KeptAnswers
{
    /// <summary>
    /// Commits each whole answer of the model within a turn of <see cref="AgentSteps.RunAgentAsync"/>. A later attempt at the turn reads the answer from its
    /// checkpoint: the model is not paid again for it, and it asks for the same tool calls. Outside of a turn the client is unchanged.
    /// </summary>
    /// <param name="chat">Builds the client of an agent. An agent adds the calls of its tools around it.</param>
    public static ChatClientBuilder UseKeptAnswers(this ChatClientBuilder chat) => chat.Use(inner => new Client(inner));

    private sealed class Client(IChatClient inner) : DelegatingChatClient(inner)
    {
        private static readonly JsonTypeInfo<ChatResponse> Answer = (JsonTypeInfo<ChatResponse>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChatResponse));

        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (RunningTurn.Current is not { } turn)
            {
                return await base.GetResponseAsync(messages, options, cancellationToken);
            }

            List<ChatMessage> asked = [.. messages];
            string key = Key(turn, asked, options);
            if (turn.Step.TryGetFinished(key, Answer, out var kept))
            {
                return kept;
            }

            var answer = await base.GetResponseAsync(asked, options, cancellationToken);
            await KeepAsync(turn, key, answer);
            return answer;
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (RunningTurn.Current is not { } turn)
            {
                await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
                {
                    yield return update;
                }

                yield break;
            }

            List<ChatMessage> asked = [.. messages];
            string key = Key(turn, asked, options);
            if (turn.Step.TryGetFinished(key, Answer, out var kept))
            {
                foreach (var update in kept.ToChatResponseUpdates())
                {
                    yield return update;
                }

                yield break;
            }

            var updates = new List<ChatResponseUpdate>();
            await foreach (var update in base.GetStreamingResponseAsync(asked, options, cancellationToken))
            {
                updates.Add(update);
                yield return update;
            }

            await KeepAsync(turn, key, updates.ToChatResponse());
        }

        /// <summary>The instructions and the conversation tell answers apart. Ids and times of messages do not: they differ between attempts.</summary>
        private static string Key(RunningTurn turn, List<ChatMessage> asked, ChatOptions? options) => turn.KeyOf(
            "answer", JsonSerializer.SerializeToUtf8Bytes<IEnumerable<ChatMessage>>(
                [
                    new ChatMessage(ChatRole.System, $"{options?.ModelId} {options?.Instructions}"),
                    .. asked.Select(message => new ChatMessage(message.Role, message.Contents)),
                ],
                AIJsonUtilities.DefaultOptions));

        private static async Task KeepAsync(RunningTurn turn, string key, ChatResponse answer)
        {
            if (answer.FinishReason is null)
            {
                return; // it may be cut off
            }

            var tools = answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.Name).ToList();
            var details = new AnswerDetails(tools, answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount);
            await turn.Step.OnceAsync(
                key, Answer, _ => Task.FromResult(answer),
                _ => [turn.Event(
                    key, AgentTimeline.ModelAnswer, tools.Count == 0 ? "The model has answered." : $"The model calls {string.Join(", ", tools)}.", "SUCCESS",
                    JsonSerializer.SerializeToElement(details, AgentsJson.Default.AnswerDetails))]);
        }
    }
}
