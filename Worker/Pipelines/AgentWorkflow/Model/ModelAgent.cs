using AspireStreaming.Agents;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using Microsoft.Agents.AI;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Model;

/// <summary>A language model as agent. A reference to an item outside the backlog is dropped.</summary>
internal sealed class ModelAgent(LanguageModel model) : IBacklogAgent
{
    public Task<AgentDraft> WorkAsync(AgentKind kind, AgentTask task, StepContext part) => kind switch
    {
        AgentKind.Epic => WriteEpicsAsync(task, part.Cancellation),
        AgentKind.Story => WriteStoriesAsync(task, part.Cancellation),
        AgentKind.TestCase => WriteTestCasesAsync(task, part.Cancellation),
        _ => AnswerAsync(task, part),
    };

    private async Task<AgentDraft> WriteEpicsAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var answer = await model.CompleteAsync(
            AgentPrompts.Render("agent-epic", task, IBacklogAgent.MostItems), AnswersJson.Default.EpicsAnswer, cancellationToken);
        return new AgentDraft([.. answer.Epics
            .Take(IBacklogAgent.MostItems)
            .Select(e => new DraftItem(BacklogItemType.Epic, e.Title, e.Description, null, e.AcceptanceCriteria))]);
    }

    private async Task<AgentDraft> WriteStoriesAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var answer = await model.CompleteAsync(
            AgentPrompts.Render("agent-story", task, IBacklogAgent.MostItems), AnswersJson.Default.StoriesAnswer, cancellationToken);
        var only = Only(task, BacklogItemType.Epic);
        return new AgentDraft([.. answer.Stories.Take(IBacklogAgent.MostItems).Select(s => new DraftItem(
            BacklogItemType.Story, s.Title, s.Description, Known(task, s.EpicId, BacklogItemType.Epic) ?? only, s.AcceptanceCriteria, s.Points))]);
    }

    private async Task<AgentDraft> WriteTestCasesAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var answer = await model.CompleteAsync(
            AgentPrompts.Render("agent-test-case", task, IBacklogAgent.MostItems), AnswersJson.Default.TestCasesAnswer, cancellationToken);
        var only = Only(task, BacklogItemType.Story);
        return new AgentDraft([.. answer.TestCases.Take(IBacklogAgent.MostItems).Select(t => new DraftItem(
            BacklogItemType.TestCase, t.Title, string.Join('\n', [.. t.Steps, t.Expected]), Known(task, t.StoryId, null) ?? only, [],
            Steps: t.Steps, Expected: t.Expected))]);
    }

    private async Task<AgentDraft> AnswerAsync(AgentTask task, StepContext part)
    {
        var prompt = AgentPrompts.Render("agent-question", task);
        var agent = new ChatClientAgent(
            new PromptedChatClient(model, prompt.Name),
            new ChatClientAgentOptions { Name = WorkflowPhrases.AgentName(AgentKind.Question), UseProvidedChatClientAsIs = true });
        var turn = await part.RunAgentAsync("question-turn", agent, prompt.Messages, new AgentTurnOptions
        {
            Target = IBacklogAgent.Answer,
            Announce = ended => [new MetricUpdateEvent("answer_characters", ended.Text.Length, "characters")],
        });
        string text = turn.Text;
        var cited = task.Backlog.Select(i => i.Id.ToString("D")).Concat(task.Context.Select(c => c.Id))
            .Where(id => text.Contains(id, StringComparison.OrdinalIgnoreCase));
        return new AgentDraft([], text, [.. cited.Distinct()]);
    }

    private static Guid? Known(AgentTask task, string? id, BacklogItemType? type) =>
        Guid.TryParse(id, out var parsed) && task.Backlog.Any(i => i.Id == parsed && (type is null || i.Type == type)) ? parsed : null;

    /// <summary>The item of that type that this workflow drafted or the request refers to, if there is exactly one.</summary>
    private static Guid? Only(AgentTask task, BacklogItemType type)
    {
        var candidates = task.Drafted.Concat(task.TargetItems).Where(i => i.Type == type).Select(i => i.Id).Distinct().Take(2).ToList();
        return candidates.Count == 1 ? candidates[0] : null;
    }
}
