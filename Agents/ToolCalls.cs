using System.Text.Json;
using AspireStreaming.Streaming.Events;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Agents;

/// <summary>
/// Keeps the tool calls of a turn: the result of a call commits with its timeline event, so a later attempt at the turn does not call the tool again.
/// </summary>
internal static class ToolCalls
{
    private const string InProgress = "IN_PROGRESS";
    private const string Success = "SUCCESS";
    private const string Error = "ERROR";

    /// <summary>The agent with kept tool calls; the agent itself when it calls no tools by <see cref="FunctionInvokingChatClient"/>.</summary>
    public static AIAgent KeptFor(AIAgent agent, RunningTurn turn) => agent.GetService<FunctionInvokingChatClient>() is null
        ? agent
        : agent.AsBuilder().Use(async (_, call, next, cancellationToken) => await InvokeAsync(turn, call, next, cancellationToken)).Build();

    private static async Task<object?> InvokeAsync(
        RunningTurn turn, FunctionInvocationContext call, Func<FunctionInvocationContext, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
    {
        string tool = call.Function.Name;
        var arguments = JsonSerializer.SerializeToElement<IDictionary<string, object?>>(
            new SortedDictionary<string, object?>(call.Arguments, StringComparer.Ordinal), AIJsonUtilities.DefaultOptions);
        string key = turn.KeyOf(tool, JsonSerializer.SerializeToUtf8Bytes(arguments, AgentsJson.Default.JsonElement));
        return await turn.Step.OnceAsync(
            key,
            AgentsJson.Default.JsonElement,
            async part =>
            {
                await part.EmitAsync(Event(InProgress, $"{tool} is called."));
                try
                {
                    return JsonSerializer.SerializeToElement(await next(call, cancellationToken), AIJsonUtilities.DefaultOptions);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    await part.EmitAsync(Event(Error, $"{tool} has failed.")); // the agent decides how it goes on
                    throw;
                }
            },
            result => [Event(Success, $"{tool} has answered.", result)]);

        TimelineEvent Event(string status, string message, JsonElement? result = null) => turn.Event(
            key, AgentTimeline.ToolCall, message, status,
            JsonSerializer.SerializeToElement(new ToolCallDetails(tool, arguments, result), AgentsJson.Default.ToolCallDetails));
    }
}
