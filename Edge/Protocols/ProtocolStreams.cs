using System.Buffers;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
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
        connections.Watch(dialect, access.AccessTo(http, jobId), new WatchStart(jobId, Exists: true, FromSnapshot: true));

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
            while (await events.NextAsync(http.RequestAborted) is { } e)
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
            await SseResponse.ComeBackAsync(http, options.Value, cut: true);
            return Results.Empty;
        }

        return connections.Watch(
            dialect, access.AccessTo(http, jobId), new WatchStart(jobId, Exists: true, cursor, Prologue: prologue.WrittenMemory));
    }
}
