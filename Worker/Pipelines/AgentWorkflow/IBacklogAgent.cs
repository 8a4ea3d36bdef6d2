using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>Does the work that the router assigns.</summary>
internal interface IBacklogAgent
{
    /// <summary>The most items of one kind that one request makes.</summary>
    const int MostItems = 20;

    /// <summary>The name of the answer's text in the log.</summary>
    const string Answer = "answer";

    /// <param name="kind">The agent that does the work.</param>
    /// <param name="task">The input of the agent.</param>
    /// <param name="part">The part of the step that the work belongs to. An answer goes into its log as it is written.</param>
    /// <exception cref="Ai.AiException">The model failed.</exception>
    Task<AgentDraft> WorkAsync(AgentKind kind, AgentTask task, StepContext part);
}
