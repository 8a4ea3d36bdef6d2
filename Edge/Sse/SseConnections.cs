using AspireStreaming.Edge.Dialects;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>Makes connections with what they all need.</summary>
internal sealed class SseConnections(
    JobStreamHub hub, SnapshotReader snapshots, IOptions<ApiOptions> options, TimeProvider time)
{
    /// <param name="start">Where it begins.</param>
    public SseConnection Watch(IDialect dialect, WatchStart start) => new(dialect, start, hub, snapshots, options.Value, time);

    /// <param name="jobs">In the order of the request; missing ones keep their place in the id, and a frame says so.</param>
    public MultiplexedConnection WatchMany(IDialect dialect, IReadOnlyList<(Guid JobId, EventId Cursor, bool Exists)> jobs) =>
        new(dialect, jobs, hub, snapshots, options.Value, time);
}
