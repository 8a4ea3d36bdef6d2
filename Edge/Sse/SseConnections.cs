using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Sse;

/// <summary>Makes connections with the services that all of them need.</summary>
internal sealed class SseConnections(
    JobStreamHub hub, SnapshotReader snapshots, IJobStore store, IOptions<ApiOptions> options, TimeProvider time)
{
    /// <summary>Whether a stream could be opened at this moment.</summary>
    public bool HasRoom(HttpContext http) => hub.Slots.HasRoom(http);

    /// <param name="access">The right to the stream; null for one without an end.</param>
    /// <param name="start">Where the connection begins.</param>
    public SseConnection Watch(IDialect dialect, StreamAccess? access, WatchStart start) => new(dialect, access, start, hub, snapshots, store, options.Value, time);

    /// <param name="jobs">In the order of the request; a missing job keeps its place in the id, and a frame reports it.</param>
    public MultiplexedConnection WatchMany(IDialect dialect, IReadOnlyList<JobStart> jobs) =>
        new(dialect, jobs, hub, snapshots, options.Value, time);
}
