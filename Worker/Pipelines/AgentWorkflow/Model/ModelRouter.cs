using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Model;

/// <summary>A language model as router. Its answer is data that is checked against the schema and the backlog.</summary>
internal sealed class ModelRouter(LanguageModel model) : IBacklogRouter
{
    public async Task<RoutingDecision> RouteAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var answer = await model.CompleteAsync(AgentPrompts.Render("agent-router", task), AnswersJson.Default.RouterAnswer, cancellationToken);
        var known = task.Backlog.Select(i => i.Id).ToHashSet();
        return new RoutingDecision(
            answer.Thought,
            [.. answer.Agents.Distinct()],
            [.. answer.TargetIds.Select(id => Guid.TryParse(id, out var parsed) ? parsed : Guid.Empty).Where(known.Contains).Distinct()]);
    }
}
