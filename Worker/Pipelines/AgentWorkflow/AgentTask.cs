using AspireStreaming.Streaming;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>The input of an agent. All of it except the language is untrusted.</summary>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Backlog">The project's items; the items that this workflow has drafted so far stand at the end.</param>
/// <param name="Drafted">The items that this workflow has drafted so far.</param>
/// <param name="Targets">The items that the request refers to.</param>
public sealed record AgentTask(
    string Query,
    string Language,
    IReadOnlyList<ContextItem> Context,
    IReadOnlyList<BacklogItem> Backlog,
    IReadOnlyList<BacklogItem> Drafted,
    IReadOnlyList<Guid> Targets)
{
    public bool InFrench => Language == "fr";

    /// <summary>The items that the request refers to: the router found them, or the context names them.</summary>
    public IEnumerable<BacklogItem> TargetItems => Backlog.Where(i => Targets.Contains(i.Id));
}
