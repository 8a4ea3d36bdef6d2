using AspireStreaming.Streaming;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>What an agent made: items to create, or the answer to a question.</summary>
/// <param name="Sources">Ids of the backlog and context items that the answer rests on.</param>
public sealed record AgentDraft(IReadOnlyList<DraftItem> Items, string? Answer = null, IReadOnlyList<string>? Sources = null);

/// <summary>An item to create: a <see cref="BacklogItem"/> without what is not the agent's to say.</summary>
public sealed record DraftItem(
    BacklogItemType Type,
    string Title,
    string Description,
    Guid? Parent,
    IReadOnlyList<string> AcceptanceCriteria,
    int? Points = null,
    IReadOnlyList<string>? Steps = null,
    string? Expected = null);
