using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>The agents without a model: text analysis of the request, the backlog and the context. The same task always gives the same draft.</summary>
internal sealed class BuiltinAgent : IBacklogAgent
{
    public Task<AgentDraft> WorkAsync(AgentKind kind, AgentTask task, Action<string> said, CancellationToken cancellationToken)
    {
        bool french = task.InFrench;
        if (kind == AgentKind.Question)
        {
            var answer = new QuestionAnswerer(french).Answer(task);
            said(answer.Answer!);
            return Task.FromResult(answer);
        }

        var request = RequestReader.Read(task.Query, task.Language);
        return Task.FromResult(new AgentDraft(kind switch
        {
            AgentKind.Epic => new EpicWriter(french).Write(task, request),
            AgentKind.Story => new StoryWriter(french).Write(task, request),
            _ => new TestCaseWriter(french).Write(task, request),
        }));
    }
}
