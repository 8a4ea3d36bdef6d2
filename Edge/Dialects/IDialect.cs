using System.Buffers;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Dialects;

/// <summary>The format of events for one kind of client. Pure: the same event always gives the same bytes.</summary>
public interface IDialect
{
    /// <summary>Unique among the dialects.</summary>
    string Name { get; }

    /// <summary>
    /// Whether its clients take a complete response for the end of the job. The response of a stream that ends before its job, as when the
    /// server stops, is then left incomplete, which each of them sees as an error.
    /// </summary>
    bool IsEndedByClose => true;

    /// <summary>
    /// Whether a snapshot may come in the middle of a stream. Otherwise a stream that needs one is left, and begins with it when its client
    /// comes back.
    /// </summary>
    bool TakesResets => true;

    /// <summary>Whether a client is told each time that it has all events.</summary>
    bool TellsCaughtUp => false;

    /// <summary>
    /// The dialect for one log, from its first event on. A dialect whose frames depend on the events before returns a new one, which is
    /// given all events of the log in their order. The same log always gives the same bytes.
    /// </summary>
    IDialect ForLog() => this;

    /// <summary>Writes one frame with the event's id, or nothing.</summary>
    void Write(JobEvent e, IBufferWriter<byte> output);

    /// <summary>Writes a keep-alive for a silent connection; no id.</summary>
    void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now);

    /// <summary>Writes that the client has all events up to the last one, if <see cref="TellsCaughtUp"/>; no id.</summary>
    void WriteCaughtUp(IBufferWriter<byte> output, EventId last, DateTimeOffset now)
    {
    }

    /// <summary>Writes the state for a watcher that can't have the events, with the snapshot's cursor as id.</summary>
    /// <param name="name">The frame's event name: <c>reset</c> or <c>snapshot</c>.</param>
    void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot);

    /// <summary>Writes that the job is gone and will have no more events; without an id.</summary>
    void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now);
}
