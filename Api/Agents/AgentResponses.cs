using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Streaming;

namespace AspireStreaming.Api.Agents;

/// <param name="Items">In the order in which they were created.</param>
/// <param name="Total">Items in the project.</param>
/// <param name="Next">The <c>skip</c> of the next page, or null at the end.</param>
public sealed record BacklogListing(string ProjectId, IReadOnlyList<BacklogItem> Items, int Total, int? Next);

/// <param name="Status">queued, running, retrying, completed, failed or canceled.</param>
internal sealed record TimelineHistory(string SessionId, Guid ThreadId, JobStatus Status, IReadOnlyList<TimelineFrame> Events);

[JsonSerializable(typeof(BacklogListing))]
[JsonSerializable(typeof(TimelineHistory))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class AgentsJson : JsonSerializerContext;
