using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>One of many jobs on a connection.</summary>
/// <param name="Exists">Whether the job was there just now.</param>
/// <param name="Access">The right to it; null for one without an end.</param>
internal readonly record struct JobStart(Guid JobId, EventId Cursor, bool Exists, StreamAccess? Access);

/// <summary>Where a watcher begins.</summary>
/// <param name="Exists">Whether the job was there just now; one that was not may still be started.</param>
/// <param name="Cursor">The last event that the client has.</param>
/// <param name="Snapshot">The name of the frame with the state that the stream begins with, instead of the events up to it; null: it begins with events.</param>
/// <param name="Window">Where the node's window begins if this is its first watcher.</param>
/// <param name="Traceparent">Trace context of the job; null when the window begins with the job's first event, which has it.</param>
/// <param name="Prologue">Sent before all other frames: what the dialect needs to go on from the cursor.</param>
/// <param name="Viewer">Of a job that was not there: whoever starts it may be another caller. Null: the right to the job is checked.</param>
/// <param name="Note">Of the POST that the stream answers.</param>
internal readonly record struct WatchStart(
    Guid JobId, bool Exists, EventId Cursor = default, string? Snapshot = null, EventId Window = default, string? Traceparent = null, JobViewer? Viewer = null,
    StartNote? Note = null, ReadOnlyMemory<byte> Prologue = default);
