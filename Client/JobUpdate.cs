using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Client;

/// <summary>An event of the log, or a new state that replaces all events before.</summary>
/// <param name="Cursor">Where a watch continues after this update.</param>
public abstract record JobUpdate(JobCursor Cursor);

/// <summary>The next event of the job's log. No event comes twice.</summary>
/// <param name="Event">As it is in the log, byte for byte.</param>
/// <param name="Payload">
/// The typed payload; null when this version of the client doesn't know the type or can't read it.
/// <see cref="JobEvent.Data"/> is complete in any case.
/// </param>
public record JobLogEvent(JobCursor Cursor, JobEvent Event, EventPayload? Payload) : JobUpdate(Cursor)
{
    public EventId Id => Event.Id;

    /// <summary>Canonical type, such as <c>step_progress</c>; see <see cref="EventTypes"/>.</summary>
    public string Type => Event.Type;

    public override string ToString() => $"{Id} {Type}";
}

/// <summary>
/// An event that voids the unfinished work of a lost attempt. A watcher with a state of its own drops and restores what the
/// event names, or folds it with <see cref="SnapshotReducer"/>.
/// </summary>
public sealed record JobAttemptReset(JobCursor Cursor, JobEvent Event, AttemptResetEvent Reset) : JobLogEvent(Cursor, Event, Reset)
{
    public override string ToString() => base.ToString();
}

/// <summary>
/// The cursor is no longer in the log, or is too far behind. This state replaces all events before, and the next events follow
/// it.
/// </summary>
public sealed record JobReset(JobCursor Cursor, JobSnapshot Snapshot) : JobUpdate(Cursor)
{
    public override string ToString() => $"reset to {Cursor.Id}";
}
