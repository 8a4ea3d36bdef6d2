using System.Buffers;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api;

/// <summary>How events look on the wire of one kind of client. Pure: the same event always gives the same bytes.</summary>
public interface IDialect
{
    /// <summary>Unique among the dialects.</summary>
    string Name { get; }

    /// <summary>Writes one frame with the event's id, or nothing.</summary>
    void Write(JobEvent e, IBufferWriter<byte> output);

    /// <summary>Writes what keeps a silent connection open; without an id.</summary>
    void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now);

    /// <summary>Writes the state where the watcher's own events can't be had, with the snapshot's cursor as id.</summary>
    /// <param name="name">The frame's event name: <c>reset</c> or <c>snapshot</c>.</param>
    void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot);

    /// <summary>Writes that the job is not there any more and nothing of it will ever come; without an id.</summary>
    void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now);
}
