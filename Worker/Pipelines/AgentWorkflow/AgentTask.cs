using AspireStreaming.Streaming;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>What an agent works from. All of it but the language was written by others.</summary>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Backlog">The project's items, those that this workflow has drafted so far at the end.</param>
/// <param name="Drafted">Those that this workflow has drafted so far.</param>
/// <param name="Targets">The items that the request speaks of.</param>
public sealed record AgentTask(
    string Query,
    string Language,
    IReadOnlyList<ContextItem> Context,
    IReadOnlyList<BacklogItem> Backlog,
    IReadOnlyList<BacklogItem> Drafted,
    IReadOnlyList<Guid> Targets)
{
    public bool InFrench => Language == "fr";

    /// <summary>The items that the request speaks of, by its router's word or because the context names them.</summary>
    public IEnumerable<BacklogItem> TargetItems => Backlog.Where(i => Targets.Contains(i.Id));
}
