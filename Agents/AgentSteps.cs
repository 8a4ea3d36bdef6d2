using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Agents;

/// <summary>Runs agents as parts of a step.</summary>
public static class AgentSteps
{
    /// <summary>
    /// Runs one turn of an agent once. Its text goes into the log as it is written, its tool calls become timeline events, and its session commits at its end.
    /// When the worker is lost, another worker takes the turn over from the session before it; the text of the lost worker is void. A tool call
    /// whose result is kept is not repeated, as long as the model asks for it with the same arguments: with <see cref="KeptAnswers.UseKeptAnswers"/> it does.
    /// </summary>
    /// <remarks>A worker that is lost between the effect of a tool and the commit of its result calls the tool again.</remarks>
    /// <param name="step">The step, or a part of it.</param>
    /// <param name="key">Names the turn: unique in the step, the same in every attempt.</param>
    /// <param name="agent">Any agent. The tool calls are kept of agents that call their tools by <see cref="FunctionInvokingChatClient"/>.</param>
    /// <param name="messages">The messages of the turn.</param>
    /// <param name="options">How the turn runs and is shown; null for the defaults.</param>
    /// <exception cref="PipelineException"><c>agent_error</c>: the agent reported an error in its answer.</exception>
    public static Task<AgentTurn> RunAgentAsync(
        this StepContext step, string key, AIAgent agent, IReadOnlyList<ChatMessage> messages, AgentTurnOptions? options = null)
    {
        options ??= new AgentTurnOptions();
        var usage = new UsageDetails();
        return step.OnceAsync(
            key,
            AgentsJson.Default.AgentTurn,
            part => RunAsync(part, new RunningTurn(step, key, agent.Name), options.Target ?? key, agent, messages, options, usage),
            turn => options.Announce?.Invoke(turn) ?? [Ended(step, key, agent, turn, usage)]);
    }

    private static async Task<AgentTurn> RunAsync(
        StepContext part, RunningTurn turn, string target, AIAgent agent, IReadOnlyList<ChatMessage> messages, AgentTurnOptions options, UsageDetails usage)
    {
        RunningTurn.Current = turn;
        var session = options.After is { } before
            ? await agent.DeserializeSessionAsync(before.Session, cancellationToken: part.Cancellation)
            : await agent.CreateSessionAsync(part.Cancellation);
        var said = new StringBuilder();
        await using (var text = part.Text(target))
        await using (var reasoning = options.ReasoningTarget is { } name ? part.Text(name) : null)
        {
            await foreach (var update in ToolCalls.KeptFor(agent, turn).RunStreamingAsync(messages, session, options.Run, part.Cancellation))
            {
                foreach (var content in update.Contents)
                {
                    switch (content)
                    {
                        case TextContent { Text.Length: > 0 } piece:
                            said.Append(piece.Text);
                            text.Append(piece.Text);
                            break;
                        case TextReasoningContent { Text.Length: > 0 } piece:
                            reasoning?.Append(piece.Text);
                            break;
                        case UsageContent { Details: var more }:
                            usage.Add(more);
                            break;
                        case ErrorContent error:
                            throw new PipelineException("agent_error", error.Message ?? "The agent failed.", retryable: true);
                    }
                }
            }
        }

        return new AgentTurn(said.ToString(), await agent.SerializeSessionAsync(session, cancellationToken: part.Cancellation));
    }

    private static TimelineEvent Ended(StepContext step, string key, AIAgent agent, AgentTurn turn, UsageDetails usage) => new(
        $"{step.Step}/{key}", AgentTimeline.AgentTurn, $"{agent.Name ?? "The agent"} has answered.", "SUCCESS", agent.Name,
        JsonSerializer.SerializeToElement(
            new TurnDetails(turn.Text.Length, usage.InputTokenCount, usage.OutputTokenCount), AgentsJson.Default.TurnDetails));
}
