namespace AspireStreaming.Agents;

/// <summary>The kinds of the timeline events of agents.</summary>
public static class AgentTimeline
{
    /// <summary>A turn has ended: <c>details</c> has the number of characters, and of tokens when the model tells it.</summary>
    public const string AgentTurn = "AGENT_TURN";

    /// <summary>An answer of the model is kept: <c>details</c> has the tools that it calls.</summary>
    public const string ModelAnswer = "MODEL_ANSWER";

    /// <summary>A tool is called, has answered or has failed: <c>details</c> has its arguments and its result.</summary>
    public const string ToolCall = "TOOL_CALL";
}
