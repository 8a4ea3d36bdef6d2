using Microsoft.Extensions.AI;

namespace AspireStreaming.Worker.Ai;

/// <summary>The messages for the model. Created by <see cref="PromptTemplate.Render"/>.</summary>
/// <param name="Name">The prompt's file, for logs and traces.</param>
public sealed record Prompt(string Name, IReadOnlyList<ChatMessage> Messages)
{
    /// <summary>A high estimate: one token for four ASCII characters, one token for each other character.</summary>
    public int EstimatedTokens
    {
        get
        {
            long ascii = 0, other = 0;
            foreach (var character in Messages.SelectMany(message => message.Text))
            {
                if (char.IsAscii(character)) ascii++;
                else other++;
            }
            return (int)Math.Min(int.MaxValue, (ascii + 3) / 4 + other);
        }
    }

    /// <summary>Continues the conversation: the model's answer, and the next question.</summary>
    public Prompt Then(string answer, Prompt next) => new(next.Name, [.. Messages, .. Said(answer), .. next.Messages]);

    public Prompt Then(string answer, string question) => new(Name, [.. Messages, .. Said(answer), new ChatMessage(ChatRole.User, question)]);

    internal Prompt WithSystem(string text) => new(Name, [new ChatMessage(ChatRole.System, text), .. Messages]);

    // Providers refuse an empty message.
    private static IEnumerable<ChatMessage> Said(string answer) =>
        string.IsNullOrWhiteSpace(answer) ? [] : [new ChatMessage(ChatRole.Assistant, answer)];
}
