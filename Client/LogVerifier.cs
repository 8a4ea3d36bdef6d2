using System.Net.ServerSentEvents;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Client;

/// <summary>
/// Turns frames into updates and verifies them: each event is the next one of this job, and the digest in <c>done</c> is that of
/// the received bytes.
/// </summary>
internal sealed class LogVerifier(Guid jobId, JobCursor start)
{
    private readonly JobCursor _start = start;

    /// <summary>The cursor of the last event that was taken.</summary>
    public JobCursor Cursor { get; private set; } = start;

    /// <summary>No more updates follow.</summary>
    public bool IsEnded { get; private set; }

    /// <returns>Null for a heartbeat or an event that came before.</returns>
    /// <exception cref="LogIntegrityException">Not the next event. The caller may read again unless <see cref="IsEnded"/>.</exception>
    public JobUpdate? Take(SseItem<byte[]> frame)
    {
        try
        {
            return frame.EventType switch
            {
                EventTypes.Heartbeat => null,
                EventTypes.Reset => TakeReset(frame.Data),
                _ when frame.EventId is null => null, // a frame of this connection only, of a type that is newer than this client
                _ => TakeEvent(frame),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw Wrong($"the {frame.EventType} frame {frame.EventId} can't be read: {e.Message}", e);
        }
    }

    /// <summary>The server says that nothing will follow.</summary>
    /// <exception cref="LogIntegrityException">The log has no end yet.</exception>
    public void TakeEnd()
    {
        // This happens only with the caller's first cursor: a watch that reached the end has received done.
        IsEnded = Cursor == _start && !_start.Id.IsNone ? true : throw Wrong("the server says that this was all, and there was no 'done'");
    }

    public LogIntegrityException Wrong(string message, Exception? cause = null) => new(jobId, Cursor, message, cause);

    private JobLogEvent? TakeEvent(SseItem<byte[]> frame)
    {
        var id = EventId.Parse(frame.EventId);
        var envelope = EventEnvelope.Read(frame.Data);
        if (envelope != new EventEnvelope(frame.EventType, jobId, id.Attempt, id.Seq))
        {
            throw Wrong($"the frame {id} {frame.EventType} holds another event: {envelope}");
        }

        var last = Cursor.Id;
        if (id.Seq <= last.Seq && id.Attempt <= last.Attempt)
        {
            return null; // came before
        }

        if (id.Seq != last.Seq + 1 || id.Attempt < last.Attempt)
        {
            // An id ahead: an event was missed. An id behind, in a newer attempt: the log lost events. The server knows which.
            throw Wrong($"{id} can't follow");
        }

        var e = new JobEvent(id, frame.EventType, frame.Data);
        var payload = EventEncoder.Decode(e); // null: newer than this client, and the caller still gets the bytes
        if (e.Type == EventTypes.Done)
        {
            IsEnded = true;
            Prove(id, payload as DoneEvent);
        }

        Cursor = new JobCursor(id, Cursor.HasDigest ? LogDigest.Next(Cursor.Digest.Span, e.Data.Span) : default);
        return payload is AttemptResetEvent reset ? new JobAttemptReset(Cursor, e, reset) : new JobLogEvent(Cursor, e, payload);
    }

    private JobReset TakeReset(byte[] data)
    {
        var snapshot = JsonSerializer.Deserialize(data, EventJson.Wire.JobSnapshot);
        if (snapshot?.JobId != jobId)
        {
            throw Wrong("a reset holds another job's state");
        }

        Cursor = JobCursor.After(snapshot);
        IsEnded = snapshot.EndedAt is not null;
        return new JobReset(Cursor, snapshot);
    }

    private void Prove(EventId id, DoneEvent? done)
    {
        if (done is null)
        {
            throw Wrong("its 'done' can't be read");
        }

        if (done.EventCount != id.Seq)
        {
            throw Wrong($"'done' is event {id.Seq} and counts {done.EventCount}");
        }

        string digest = LogDigest.Hex(Cursor.Digest.Span);
        if (Cursor.HasDigest && digest != done.Digest)
        {
            throw Wrong($"the digest of what came is {digest}, that of the log {done.Digest}");
        }
    }
}
