using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>How far an open stream is behind its job.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Last">The last event that was sent, or the cursor.</param>
/// <param name="Events">Events of the job that were not sent yet.</param>
/// <param name="Time">How long there have been such events.</param>
internal readonly record struct StreamLag(OpenStream Stream, EventId Last, long Events, TimeSpan Time);
