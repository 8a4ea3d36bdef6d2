using AspireStreaming.Streaming.Events;
using Microsoft.Agents.AI;

namespace AspireStreaming.Agents;

/// <summary>How a turn of an agent runs and is shown.</summary>
public sealed record AgentTurnOptions
{
    /// <summary>The turn that this one follows; null for a new session.</summary>
    public AgentTurn? After { get; init; }

    /// <summary>The name of the text in the log; null for the key of the turn.</summary>
    public string? Target { get; init; }

    /// <summary>The name of a text in the log for the reasoning of the model; null when the log does not get it.</summary>
    public string? ReasoningTarget { get; init; }

    /// <summary>The options of the agent's run; null for none.</summary>
    public AgentRunOptions? Run { get; init; }

    /// <summary>The events that announce the end of the turn, one or more; null for a timeline event <see cref="AgentTimeline.AgentTurn"/>.</summary>
    public Func<AgentTurn, IReadOnlyList<EventPayload>>? Announce { get; init; }
}
