using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Streaming.Execution;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>The events of seed 3. An event's id follows from the job and the position in it, so repeated work makes the same ids.</summary>
internal sealed class WorkflowTimeline(Guid jobId, StepContext step)
{
    public const string WorkflowStart = "WORKFLOW_START";
    public const string RouterThought = "ROUTER_THOUGHT";
    public const string RouterDecision = "ROUTER_DECISION";
    public const string AgentStart = "AGENT_START";
    public const string AgentProgress = "AGENT_PROGRESS";
    public const string AgentComplete = "AGENT_COMPLETE";
    public const string BacklogUpdated = "BACKLOG_UPDATED";
    public const string WorkflowComplete = "WORKFLOW_COMPLETE";

    public const string InProgress = "IN_PROGRESS";
    public const string Success = "SUCCESS";

    /// <param name="key">Unique in the step.</param>
    public TimelineEvent Event<T>(string key, string kind, string message, string status, string? agent, T details, JsonTypeInfo<T> type) => new(
        StableId.Of("timeline-event", $"{jobId:D}/{step.Step}/{key}").ToString("D"),
        kind, message, status, agent, JsonSerializer.SerializeToElement(details, type));

    /// <summary>Writes an event once, also after a crash.</summary>
    public Task SayAsync<T>(string key, string kind, string message, string status, string? agent, T details, JsonTypeInfo<T> type) => step.OnceAsync(
        key, AgentsJson.Wire.Boolean, _ => Task.FromResult(true), _ => [Event(key, kind, message, status, agent, details, type)]);
}

internal sealed record StartDetails(string ProjectId, string SessionId, string Language, int ContextItems);

internal sealed record DecisionDetails(IReadOnlyList<AgentKind> Agents, IReadOnlyList<Guid> Targets);

internal sealed record ItemDetails(Guid ItemId, BacklogItemType ItemType, string Title, Guid? Parent);

internal sealed record AgentDetails(int ItemsCount, string? Answer = null, IReadOnlyList<string>? Sources = null);

internal sealed record CompleteDetails(int ItemsCount, IReadOnlyList<Guid> Items, string? Answer);
