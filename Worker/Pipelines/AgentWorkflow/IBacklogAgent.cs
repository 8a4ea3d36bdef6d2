using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>Does the work that the router assigns.</summary>
internal interface IBacklogAgent
{
    /// <summary>The most items of one kind that one request makes.</summary>
    const int MostItems = 20;

    /// <param name="kind">The agent that does the work.</param>
    /// <param name="task">The input of the agent.</param>
    /// <param name="said">Called with each piece of an answer as it is written.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Ai.AiException">The model failed.</exception>
    Task<AgentDraft> WorkAsync(AgentKind kind, AgentTask task, Action<string> said, CancellationToken cancellationToken);
}
