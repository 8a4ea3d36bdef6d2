using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>Where a watcher begins.</summary>
/// <param name="Exists">Whether the job was there just now; one that was not may still be started.</param>
/// <param name="Cursor">The last event that the client has.</param>
/// <param name="FromSnapshot">Begin with the snapshot instead of the events up to it.</param>
/// <param name="Window">Where the node's window begins if this is its first watcher.</param>
/// <param name="Traceparent">Trace context of the job; null when the window begins with the job's first event, which has it.</param>
internal readonly record struct WatchStart(
    Guid JobId, bool Exists, EventId Cursor = default, bool FromSnapshot = false, EventId Window = default, string? Traceparent = null);
