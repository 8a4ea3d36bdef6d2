using System.Buffers;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols;

/// <summary>Streams of jobs in the frames of a protocol.</summary>
internal sealed class ProtocolStreams(SseConnections connections, JobStreamHub hub, JobAccess access, IOptions<ApiOptions> options)
{
    /// <summary>The stream from the job's start.</summary>
    public IResult FromStart(HttpContext http, ProtocolDialect dialect, Guid jobId) =>
        connections.Watch(dialect, access.AccessTo(http, jobId), new WatchStart(jobId, Exists: true));

    /// <summary>The stream as state first, then the events after it.</summary>
    public IResult FromState(HttpContext http, ProtocolDialect dialect, Guid jobId) =>
        connections.Watch(dialect, access.AccessTo(http, jobId), new WatchStart(jobId, Exists: true, Snapshot: EventTypes.Snapshot));

    /// <summary>The place behind some frames of a job, which are counted from the start of the log.</summary>
    /// <param name="frames">The number of frames; a negative one is counted from the end of what is there.</param>
    /// <returns>The event and its last frame before the place, as <see cref="AfterAsync"/> takes them, and the number of all frames.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async Task<(EventId Cursor, int Part, long Total)> FindAsync(ProtocolDialect dialect, Guid jobId, long frames, CancellationToken cancellationToken)
    {
        var ends = new List<(EventId Id, long End)>();
        var (place, written) = ((ProtocolDialect)dialect.ForLog(), new ArrayBufferWriter<byte>());
        long total = 0;
        var events = new LogEvents(hub.Pages, jobId);
        while (await events.NextAsync(cancellationToken) is { } e)
        {
            written.ResetWrittenCount();
            total += place.Write(e, written, skip: 0);
            ends.Add((e.Id, total));
        }

        long wanted = Math.Clamp(frames < 0 ? total + frames : frames, 0, total);
        int index = ends.FindIndex(e => e.End >= wanted);
        if (wanted == 0 || index < 0)
        {
            return (EventId.None, 0, total);
        }

        long part = wanted - (index == 0 ? 0 : ends[index - 1].End);
        return (ends[index].Id, ends[index].End == wanted ? 0 : (int)part, total);
    }

    /// <summary>The stream after an event, or after some of its frames.</summary>
    /// <param name="part">The number of the last frame of the event that the client has; 0 for all of them.</param>
    /// <param name="resume">Whether the client gets what is open at that place, and then all frames of an event that it has in part.</param>
    public async Task<IResult> AfterAsync(HttpContext http, ProtocolDialect dialect, Guid jobId, EventId cursor, int part, bool resume)
    {
        var (prologue, written) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var place = (ProtocolDialect)dialect.ForLog();
        try
        {
            var events = new LogEvents(hub.Pages, jobId);
            while ((resume || part > 0) && await events.NextAsync(http.RequestAborted) is { } e)
            {
                bool last = e.Id.Seq == cursor.Seq;
                if (last && e.Id != cursor)
                {
                    break; // the log lost the event: the stream sends a reset
                }

                if (last && part > 0 && resume)
                {
                    place.WriteResume(prologue); // at the event before: the client knows the frames that it has by their ids
                    place.Write(e, prologue);
                    break;
                }

                written.ResetWrittenCount();
                place.Write(e, last && part > 0 ? prologue : written, part);
                if (last)
                {
                    if (resume)
                    {
                        place.WriteResume(prologue);
                    }

                    break;
                }
            }
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, options.Value, unfinished: true);
            return Results.Empty;
        }

        return connections.Watch(
            dialect, access.AccessTo(http, jobId), new WatchStart(jobId, Exists: true, cursor, Prologue: prologue.WrittenMemory));
    }
}
