using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>
/// An agent run over a project's backlog: a router reads the request, agents draft the requested items, and the drafts become items
/// of the backlog. Each timeline event is written once and each item created once, also when workers die.
/// </summary>
internal sealed class AgentWorkflowPipeline(IBacklogRouter router, IBacklogAgent agent, IProjectStore projects, TimeProvider time) : IPipeline
{
    public const string Name = "agent-workflow";

    private const string Router = "router";
    private const string Agent = "agent";
    private const string Store = "store";
    private const int PageSize = 500;

    public PipelineDescriptor Descriptor { get; } = new(
        Name,
        "Runs agents over a project's backlog: epics, user stories, test cases, and answers to questions.",
        [Router, Agent, Store],
        PipelineResource.Read("AgentWorkflow/input.json"),
        PipelineResource.Read("AgentWorkflow/sample.json"),
        TextField: "query");

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var run = new Run(job.JobId, job.Owner, job.Request(AgentsJson.Wire.AgentWorkflowRequest));
        var decision = await job.StepAsync(Router, AgentsJson.Wire.RoutingDecision, step => RouteAsync(step, run));
        var draft = await job.StepAsync(Agent, AgentsJson.Wire.WorkflowDraft, step => WorkAsync(step, run, decision));
        var result = await job.StepAsync(Store, AgentsJson.Wire.WorkflowResult, step => StoreAsync(step, run, decision, draft));
        return JsonSerializer.SerializeToElement(result, AgentsJson.Wire.WorkflowResult);
    }

    private async Task<RoutingDecision> RouteAsync(StepContext step, Run run)
    {
        var timeline = new WorkflowTimeline(run.JobId, step);
        await timeline.SayAsync(
            "start", WorkflowTimeline.WorkflowStart, run.Phrases.Started, WorkflowTimeline.InProgress, null,
            new StartDetails(run.Request.ProjectId, run.SessionId, run.Language, run.Context.Count), AgentsJson.Wire.StartDetails);
        return await step.OnceAsync(
            "decision",
            AgentsJson.Wire.RoutingDecision,
            async part => await AskAsync(async () => await router.RouteAsync(run.Task(await BacklogAsync(run, part.Cancellation), [], []), part.Cancellation)),
            decision =>
            [
                timeline.Event(
                    "thought", WorkflowTimeline.RouterThought, decision.Thought, WorkflowTimeline.InProgress, "router",
                    new DecisionDetails(decision.Agents, decision.Targets), AgentsJson.Wire.DecisionDetails),
                timeline.Event(
                    "decision", WorkflowTimeline.RouterDecision, run.Phrases.Decision(decision.Agents), WorkflowTimeline.Success, "router",
                    new DecisionDetails(decision.Agents, decision.Targets), AgentsJson.Wire.DecisionDetails),
            ]);
    }

    private async Task<WorkflowDraft> WorkAsync(StepContext step, Run run, RoutingDecision decision)
    {
        var timeline = new WorkflowTimeline(run.JobId, step);
        var backlog = await BacklogAsync(run, step.Cancellation);
        var items = new List<BacklogItem>();
        string? answer = null;
        IReadOnlyList<string> sources = [];
        for (int i = 0; i < decision.Agents.Count; i++)
        {
            var kind = decision.Agents[i];
            string name = WorkflowPhrases.AgentName(kind);
            await timeline.SayAsync(
                $"{name}-start", WorkflowTimeline.AgentStart, run.Phrases.AgentStarted(kind), WorkflowTimeline.InProgress, name,
                new AgentDetails(0), AgentsJson.Wire.AgentDetails);

            var task = run.Task([.. backlog, .. items], items, decision.Targets);
            var draft = await step.OnceAsync(
                $"{name}-draft",
                AgentsJson.Wire.WorkflowDraft,
                part => DraftAsync(part, kind, task, run, items.Count),
                made => [timeline.Event(
                    $"{name}-draft", WorkflowTimeline.AgentProgress, run.Phrases.Drafting(kind, made.Items.Count), WorkflowTimeline.InProgress, name,
                    new AgentDetails(made.Items.Count), AgentsJson.Wire.AgentDetails)]);
            foreach (var item in draft.Items)
            {
                items.Add(item);
                await timeline.SayAsync(
                    $"item-{items.Count}", WorkflowTimeline.AgentProgress, run.Phrases.Item(item), WorkflowTimeline.InProgress, name,
                    new ItemDetails(item.Id, item.Type, item.Title, item.Parent), AgentsJson.Wire.ItemDetails);
            }

            (answer, sources) = (draft.Answer ?? answer, [.. sources, .. draft.Sources]);
            await timeline.SayAsync(
                $"{name}-complete", WorkflowTimeline.AgentComplete, run.Phrases.AgentCompleted(kind, draft.Items.Count), WorkflowTimeline.Success, name,
                new AgentDetails(draft.Items.Count, draft.Answer, draft.Answer is null ? null : draft.Sources), AgentsJson.Wire.AgentDetails);
            await step.ProgressAsync((i + 1) * 100 / decision.Agents.Count);
        }

        return new WorkflowDraft(items, answer, sources);
    }

    private async Task<WorkflowDraft> DraftAsync(StepContext part, AgentKind kind, AgentTask task, Run run, int itemsBefore)
    {
        var draft = await AskAsync(() => agent.WorkAsync(kind, task, part));
        var now = time.GetUtcNow();
        var items = draft.Items.Select((item, n) => new BacklogItem(
            StableId.Of("backlog-item", $"{run.JobId:D}/{itemsBefore + n}"),
            item.Type, item.Title, item.Description, item.Parent, "proposed", now, run.SessionId,
            item.AcceptanceCriteria, item.Points, item.Steps, item.Expected));
        return new WorkflowDraft([.. items], draft.Answer, draft.Sources ?? []);
    }

    private async Task<WorkflowResult> StoreAsync(StepContext step, Run run, RoutingDecision decision, WorkflowDraft draft)
    {
        var timeline = new WorkflowTimeline(run.JobId, step);
        if (draft.Items.Count > 0)
        {
            await step.OnceAsync(
                "items",
                AgentsJson.Wire.Boolean,
                async part => await projects.AddAsync(run.Owner, run.Request.ProjectId, draft.Items, part.Cancellation) is not null
                    ? true
                    : throw new PipelineException("backlog_full", $"A backlog holds at most {IProjectStore.MostItems} items."),
                _ =>
                [
                    .. draft.Items.Select(i => new ResultEvent(i.Id.ToString("D"), JsonSerializer.SerializeToElement(i, AgentsJson.Wire.BacklogItem))),
                    timeline.Event(
                        "items", WorkflowTimeline.BacklogUpdated, run.Phrases.Stored(draft.Items.Count), WorkflowTimeline.Success, null,
                        new AgentDetails(draft.Items.Count), AgentsJson.Wire.AgentDetails),
                ]);
        }

        string created = run.Phrases.Result(draft.Items);
        string result = draft.Answer is null ? created : draft.Items.Count > 0 ? $"{draft.Answer}\n\n{created}" : draft.Answer;
        await timeline.SayAsync(
            "complete", WorkflowTimeline.WorkflowComplete, result, WorkflowTimeline.Success, null,
            new CompleteDetails(draft.Items.Count, [.. draft.Items.Select(i => i.Id)], draft.Answer), AgentsJson.Wire.CompleteDetails);
        return new WorkflowResult(
            run.JobId, run.SessionId, run.Request.ProjectId, "completed", run.Language, decision.Agents, result, draft.Items, draft.Sources);
    }

    private async Task<IReadOnlyList<BacklogItem>> BacklogAsync(Run run, CancellationToken cancellationToken)
    {
        var items = new List<BacklogItem>();
        while (true)
        {
            var page = await projects.ListAsync(run.Owner, run.Request.ProjectId, items.Count, PageSize, cancellationToken);
            items.AddRange(page.Items);
            if (page.Items.Count < PageSize)
            {
                return items;
            }
        }
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AiException e)
        {
            throw new PipelineException(e.Code, e.Message, e.Retryable, retryAfter: e.RetryAfter, inner: e);
        }
    }

    /// <summary>The data that all steps of one job share.</summary>
    private sealed class Run(Guid jobId, JobOwner? owner, AgentWorkflowRequest request)
    {
        public Guid JobId => jobId;
        public JobOwner? Owner => owner;
        public AgentWorkflowRequest Request => request;
        public string SessionId { get; } = request.SessionId ?? jobId.ToString("D");
        public IReadOnlyList<ContextItem> Context { get; } = request.Context ?? [];
        public string Language { get; } = RequestLanguage.Of(request.Query);
        public WorkflowPhrases Phrases { get; } = new(RequestLanguage.Of(request.Query) == "fr");

        public AgentTask Task(IReadOnlyList<BacklogItem> backlog, IReadOnlyList<BacklogItem> drafted, IReadOnlyList<Guid> targets) =>
            new(request.Query, Language, Context, backlog, drafted, targets);
    }
}
