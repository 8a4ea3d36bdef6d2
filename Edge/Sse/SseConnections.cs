using AspireStreaming.Edge.Dialects;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>Makes connections with the services that all of them need.</summary>
internal sealed class SseConnections(
    JobStreamHub hub, SnapshotReader snapshots, IOptions<ApiOptions> options, TimeProvider time)
{
    /// <param name="start">Where the connection begins.</param>
    public SseConnection Watch(IDialect dialect, WatchStart start) => new(dialect, start, hub, snapshots, options.Value, time);

    /// <param name="jobs">In the order of the request; a missing job keeps its place in the id, and a frame reports it.</param>
    public MultiplexedConnection WatchMany(IDialect dialect, IReadOnlyList<(Guid JobId, EventId Cursor, bool Exists)> jobs) =>
        new(dialect, jobs, hub, snapshots, options.Value, time);
}
