using System.Buffers;
using System.Text;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.DurableStreams;

/// <summary>
/// Durable Streams over SSE: each event is an array of one JSON message, and the offset after it. A client that has all events is told so. A state in place
/// of lost events is a message of type <c>reset</c>.
/// </summary>
/// <param name="cursor">The client's last <c>streamCursor</c>; 0 for none.</param>
internal sealed class DurableStreamDialect(long cursor) : IDialect
{
    private const string Closed = ",\"upToDate\":true,\"streamClosed\":true";

    private EventId? _caughtUpAt;

    public string Name => "durable-streams";

    /// <summary>The end is told by <c>streamClosed</c>: its client comes back after another end, and fails when the connection breaks off.</summary>
    public bool IsEndedByClose => false;

    public bool TellsCaughtUp => true;

    public void Write(JobEvent e, IBufferWriter<byte> output)
    {
        WriteData(output, e.Data.Span);
        WriteControl(output, e.Id, e.Type == EventTypes.Done ? Closed : "");
    }

    /// <summary>Writes events that are in the log, all in one message.</summary>
    /// <param name="isAll">There are no later ones yet.</param>
    /// <returns>The log has ended.</returns>
    public bool WritePage(IBufferWriter<byte> output, IReadOnlyList<JobEvent> events, bool isAll, DateTimeOffset now)
    {
        var (last, isClosed) = (events[^1].Id, events[^1].Type == EventTypes.Done);
        WriteData(output, StreamMessages.Join(events).Span);
        if (isAll && !isClosed)
        {
            WriteCaughtUp(output, last, now);
        }
        else
        {
            WriteControl(output, last, isClosed ? Closed : "");
        }

        return isClosed;
    }

    public void WriteCaughtUp(IBufferWriter<byte> output, EventId last, DateTimeOffset now)
    {
        if (_caughtUpAt != last)
        {
            _caughtUpAt = last;
            WriteControl(output, last, $",\"streamCursor\":\"{StreamCursor.At(now, cursor)}\",\"upToDate\":true");
        }
    }

    public void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => SseFrame.WriteComment(output, "heartbeat"u8);

    public void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot)
    {
        var state = new ArrayBufferWriter<byte>();
        state.Write("{\"type\":\"reset\",\"snapshot\":"u8);
        state.Write(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(snapshot, EventJson.Wire.JobSnapshot));
        state.Write("}"u8);
        WriteData(output, state.WrittenSpan);
        WriteControl(output, EventId.Parse(snapshot.LastEventId), snapshot.EndedAt is null ? "" : Closed);
    }

    /// <summary>Nothing: the client comes back, and is told by the status.</summary>
    public void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now)
    {
    }

    /// <summary>The end of a stream whose client has all events.</summary>
    public static byte[] ClosedAt(EventId last)
    {
        var output = new ArrayBufferWriter<byte>();
        WriteControl(output, last, Closed);
        return output.WrittenSpan.ToArray();
    }

    /// <param name="json">One line: JSON has no line breaks but those that it escapes.</param>
    private static void WriteData(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        output.Write("event: data\ndata:["u8);
        output.Write(json);
        output.Write("]\n\n"u8);
    }

    private static void WriteControl(IBufferWriter<byte> output, EventId last, string more) =>
        Encoding.ASCII.GetBytes($"event: control\ndata:{{\"streamNextOffset\":\"{StreamOffset.TextOf(last)}\"{more}}}\n\n", output);
}
