using System.Buffers;
using System.Globalization;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.DurableStreams;

/// <summary>Reads logs of jobs as Durable Streams of JSON messages.</summary>
internal sealed class DurableStreamsEndpoint(
    JobAccess access, EventPager pager, SseConnections connections, IOptions<ApiOptions> options, TimeProvider time)
{
    public const string NextOffsetHeader = "Stream-Next-Offset";
    public const string UpToDateHeader = "Stream-Up-To-Date";
    public const string ClosedHeader = "Stream-Closed";
    public const string CursorHeader = "Stream-Cursor";

    private const string EventStream = "text/event-stream";
    private const string Yes = "true";
    private const int MostEvents = 1000;

    /// <summary><c>GET /streams/{id}</c>.</summary>
    public async Task<IResult> GetAsync(Guid id, HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!StreamRead.TryParse(http.Request.Query, out var read, out var problem))
        {
            return problem;
        }

        try
        {
            if (await access.FindAsync(http.User, id, http.RequestAborted) is not { } job)
            {
                return Problems.NotFound(id);
            }

            var after = read.After ?? job.LastEventId;
            bool isAllSeen = job.Status.IsTerminal() && after == job.LastEventId;
            return HeadRequests.IsHead(http) ? Describe(http, job)
                : read.Live != StreamLive.Sse ? await ReadAsync(http, job, read, after, isAllSeen)
                : isAllSeen ? TypedResults.Bytes(DurableStreamDialect.ClosedAt(after), EventStream)
                : await StreamAsync(http, id, read, after);
        }
        catch (CursorNotFoundException)
        {
            return Problems.Field("offset", "is not in the log any more; begin again with -1", StatusCodes.Status410Gone);
        }
    }

    private static void SetPlace(HttpResponse response, EventId next, bool isUpToDate, bool isClosed)
    {
        response.Headers[NextOffsetHeader] = StreamOffset.TextOf(next);
        if (isUpToDate)
        {
            response.Headers[UpToDateHeader] = Yes;
        }

        if (isClosed)
        {
            response.Headers[ClosedHeader] = Yes;
        }
    }

    /// <summary>The answer to HEAD: where the stream ends now.</summary>
    private static IResult Describe(HttpContext http, JobRecord job)
    {
        SetPlace(http.Response, job.LastEventId, isUpToDate: false, job.Status.IsTerminal());
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(Array.Empty<byte>(), "application/json");
    }

    private static IResult Json(IReadOnlyList<JobEvent> events) =>
        TypedResults.Bytes((byte[])[(byte)'[', .. StreamMessages.Join(events).Span, (byte)']'], "application/json");

    private async Task<IResult> ReadAsync(HttpContext http, JobRecord job, StreamRead read, EventId after, bool isAllSeen)
    {
        bool waits = read.Live == StreamLive.LongPoll;
        var events = await pager.ReadEventsAsync(job.JobId, after, MostEvents, waits && !isAllSeen ? options.Value.Heartbeat : TimeSpan.Zero, http.RequestAborted);
        var next = events.Count > 0 ? events[^1].Id : after;
        bool isUpToDate = events.Count < MostEvents;
        bool isClosed = isAllSeen || (events.Count > 0 && events[^1].Type == EventTypes.Done);
        SetPlace(http.Response, next, isUpToDate, isClosed);
        http.Response.Headers.CacheControl = read.After is null ? "no-store" : "no-cache";
        if (waits)
        {
            http.Response.Headers[CursorHeader] = StreamCursor.At(time.GetUtcNow(), read.Cursor).ToString(CultureInfo.InvariantCulture);
            return events.Count == 0 ? TypedResults.NoContent() : Json(events);
        }

        if (read.After is null)
        {
            return Json(events);
        }

        string tag = $"\"{after}:{next}{(isClosed ? ":c" : "")}\"";
        http.Response.Headers.ETag = tag;
        return http.Request.Headers.IfNoneMatch.ToString() == tag ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : Json(events);
    }

    /// <summary>What is there comes at once; the events after that are shared with the other clients.</summary>
    private async Task<IResult> StreamAsync(HttpContext http, Guid id, StreamRead read, EventId after)
    {
        var dialect = new DurableStreamDialect(read.Cursor);
        var events = await pager.ReadEventsAsync(id, after, MostEvents, TimeSpan.Zero, http.RequestAborted);
        var page = new ArrayBufferWriter<byte>();
        if (events.Count > 0 && dialect.WritePage(page, events, events.Count < MostEvents, time.GetUtcNow()))
        {
            return TypedResults.Bytes(page.WrittenMemory, EventStream);
        }

        http.Response.OnStarting(static response =>
        {
            ((HttpResponse)response).ContentType = EventStream; // without a charset: clients compare the whole text
            return Task.CompletedTask;
        }, http.Response);
        return connections.Watch(
            dialect, access.AccessTo(http, id), new WatchStart(id, Exists: true, events.Count > 0 ? events[^1].Id : after, Prologue: page.WrittenMemory));
    }
}
