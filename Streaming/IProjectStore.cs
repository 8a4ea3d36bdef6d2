using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming;

/// <summary>
/// The backlog of each project of each owner. Unlike jobs it never expires: the items of a workflow stay when its job has
/// expired.
/// </summary>
public interface IProjectStore
{
    /// <summary>The most items that a project can have.</summary>
    const int MostItems = 10_000;

    /// <summary>
    /// Adds items at the end of the backlog: all or nothing, in their order. Items with a known id are skipped, so
    /// repeating a call is harmless.
    /// </summary>
    /// <param name="owner">The caller that the project belongs to; null for an anonymous one. The same name of another caller is another project.</param>
    /// <param name="projectId">1 to 128 characters.</param>
    /// <param name="items">The items.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number of new items; null when the backlog has no room for all new items, and then none is added.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be reached. Whether the items were added is unknown: repeat the call.</exception>
    Task<int?> AddAsync(JobOwner? owner, string projectId, IReadOnlyList<BacklogItem> items, CancellationToken cancellationToken);

    /// <summary>Items in the order in which they were added; empty for a project that has none.</summary>
    /// <param name="owner">The caller that the project belongs to; null for an anonymous one. The same name of another caller is another project.</param>
    /// <param name="projectId">1 to 128 characters.</param>
    /// <param name="skip">The number of items to skip: 0 or more. No item is ever removed, so each page continues the page before.</param>
    /// <param name="limit">1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    Task<BacklogPage> ListAsync(JobOwner? owner, string projectId, int skip, int limit, CancellationToken cancellationToken);
}

/// <param name="Total">Items of the project in all.</param>
public sealed record BacklogPage(IReadOnlyList<BacklogItem> Items, int Total);

/// <summary>One entry of a project's backlog.</summary>
/// <param name="Parent">The epic of a story, the story (or epic) of a test case; null at the top.</param>
/// <param name="Status">proposed for an item that a workflow created.</param>
/// <param name="CreatedBy">The session of the workflow that created the item.</param>
/// <param name="AcceptanceCriteria">The conditions for the item to be done; empty for a test case.</param>
/// <param name="Points">Estimate of a story: 1, 2, 3, 5, 8 or 13.</param>
/// <param name="Steps">The steps of a test case, in order.</param>
/// <param name="Expected">The result of the steps.</param>
public sealed record BacklogItem(
    Guid Id,
    BacklogItemType Type,
    string Title,
    string Description,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Guid? Parent,
    string Status,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    IReadOnlyList<string> AcceptanceCriteria,
    int? Points = null,
    IReadOnlyList<string>? Steps = null,
    string? Expected = null);

[JsonConverter(typeof(SnakeCaseEnum<BacklogItemType>))]
public enum BacklogItemType
{
    Epic,
    Story,
    TestCase,
}
