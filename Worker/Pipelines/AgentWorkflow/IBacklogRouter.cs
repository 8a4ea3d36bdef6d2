using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>Decides which agents work on a request.</summary>
internal interface IBacklogRouter
{
    /// <exception cref="Ai.AiException">The model failed.</exception>
    Task<RoutingDecision> RouteAsync(AgentTask task, CancellationToken cancellationToken);
}

/// <param name="Thought">The reason, in one sentence in the request's language.</param>
/// <param name="Agents">One or more, each once, in the order in which they work.</param>
/// <param name="Targets">Items of the backlog that the request refers to.</param>
public sealed record RoutingDecision(string Thought, IReadOnlyList<AgentKind> Agents, IReadOnlyList<Guid> Targets);
