using AspireStreaming.Streaming;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>The output of an agent: items to create, or the answer to a question.</summary>
/// <param name="Sources">Ids of the backlog and context items that the answer is based on.</param>
public sealed record AgentDraft(IReadOnlyList<DraftItem> Items, string? Answer = null, IReadOnlyList<string>? Sources = null);

/// <summary>An item to create: a <see cref="BacklogItem"/> without the values that the agent does not decide.</summary>
public sealed record DraftItem(
    BacklogItemType Type,
    string Title,
    string Description,
    Guid? Parent,
    IReadOnlyList<string> AcceptanceCriteria,
    int? Points = null,
    IReadOnlyList<string>? Steps = null,
    string? Expected = null);
