using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>The agents without a model: text analysis of the request, the backlog and the context. The same task always gives the same draft.</summary>
internal sealed class BuiltinAgent : IBacklogAgent
{
    public async Task<AgentDraft> WorkAsync(AgentKind kind, AgentTask task, StepContext part)
    {
        var draft = Work(kind, task);
        if (draft.Answer is { } answer)
        {
            await using var text = part.Text(IBacklogAgent.Answer);
            text.Append(answer);
        }

        return draft;
    }

    public static AgentDraft Work(AgentKind kind, AgentTask task)
    {
        bool french = task.InFrench;
        if (kind == AgentKind.Question)
        {
            return new QuestionAnswerer(french).Answer(task);
        }

        var request = RequestReader.Read(task.Query, task.Language);
        return new AgentDraft(kind switch
        {
            AgentKind.Epic => new EpicWriter(french).Write(task, request),
            AgentKind.Story => new StoryWriter(french).Write(task, request),
            _ => new TestCaseWriter(french).Write(task, request),
        });
    }
}
