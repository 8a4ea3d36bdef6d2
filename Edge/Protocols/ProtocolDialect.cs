using System.Buffers;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols;

/// <summary>
/// The frames of a protocol for one job. They depend on the events before, which the state holds: a text that began is not begun again.
/// An event can be several frames, or none; the same log always gives the same frames.
/// </summary>
internal abstract class ProtocolDialect(Guid jobId) : IDialect
{
    private readonly ProtocolFrames _frames = new();

    public abstract string Name { get; }

    /// <summary>A snapshot of these protocols begins a stream.</summary>
    public bool TakesResets => false;

    protected Guid JobId => jobId;

    protected SnapshotReducer State { get; } = new(jobId);

    public abstract IDialect ForLog();

    public void Write(JobEvent e, IBufferWriter<byte> output) => Write(e, output, skip: 0);

    /// <param name="e">The next event.</param>
    /// <param name="output">Takes the frames.</param>
    /// <param name="skip">The number of frames that the client has already: 0 or more.</param>
    /// <returns>The number of all frames of the event.</returns>
    public int Write(JobEvent e, IBufferWriter<byte> output, int skip)
    {
        var applied = Apply(e);
        _frames.Clear();
        WriteEvent(applied, _frames);
        for (int i = skip; i < _frames.Count; i++)
        {
            WriteFrame(output, e.Id, i + 1 == _frames.Count ? null : i + 1, _frames[i]);
        }

        return _frames.Count;
    }

    /// <summary>What a client needs that goes on after the last event, before the next one.</summary>
    public abstract void WriteResume(IBufferWriter<byte> output);

    public abstract void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now);

    public abstract void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot);

    public abstract void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now);

    /// <summary>The last event is part of the state. The status is terminal one event earlier.</summary>
    protected static bool HasEnded(JobSnapshot snapshot) => snapshot.EndedAt is not null;

    protected abstract void WriteEvent(in AppliedEvent applied, ProtocolFrames frames);

    /// <param name="output">Takes the frame.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="part">The number of the frame among those of the event, from 1; null for the last one.</param>
    /// <param name="json">One line.</param>
    protected abstract void WriteFrame(IBufferWriter<byte> output, EventId id, int? part, ReadOnlySpan<byte> json);

    private AppliedEvent Apply(JobEvent e)
    {
        var payload = EventEncoder.Decode(e);
        int index = State.IndexOf(payload);
        string text = "";
        bool starts = false;
        if (payload is TokenEvent token)
        {
            int length = State.LengthOf(token.Target);
            int known = Math.Clamp(length - token.Offset, 0, token.Text.Length);
            (text, starts) = (token.Text[known..], length == 0);
        }

        State.Apply(e, payload);
        return new AppliedEvent(e, payload, index, text, starts);
    }
}
