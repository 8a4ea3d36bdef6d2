namespace AspireStreaming.Streaming;

/// <summary>One event of a job's log, as stored.</summary>
/// <param name="Id">Its id and place.</param>
/// <param name="Type">Canonical type, such as <c>step_progress</c>; ASCII.</param>
/// <param name="Data">The JSON payload in UTF-8: one object on one line.</param>
/// <param name="Scope">
/// The unit of work that must be committed to keep the event valid: <c>step</c> or <c>step/item</c>; empty for the job
/// itself. A takeover voids the events of scopes without a checkpoint. Watchers never see the scope.
/// </param>
/// <param name="Traceparent">
/// W3C trace context of the span that appended the event, on the last event of an append; the span has the ids of its first and last
/// event. Null on the other events and when no span was recorded. On the last event of the job's creation: of the request. Watchers
/// never see it.
/// </param>
public sealed record JobEvent(EventId Id, string Type, ReadOnlyMemory<byte> Data, string Scope = "", string? Traceparent = null);
