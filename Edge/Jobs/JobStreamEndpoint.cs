using System.Buffers;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Streams of one job: watching it by GET, and starting it by POST with the stream as the answer.</summary>
public sealed class JobStreamEndpoint
{
    /// <summary>Logs of up to this many events are kept whole in the window; longer ones from the first watcher's cursor on.</summary>
    private const int WholeLogEvents = 10_000;

    private readonly JobAccess _access;
    private readonly IJobLog _log;
    private readonly JobStarter _starter;
    private readonly SseConnections _connections;
    private readonly DialectCatalog _dialects;
    private readonly RepeatedPosts _repeats;
    private readonly JobArrival _arrival;
    private readonly IOptions<ApiOptions> _options;

    internal JobStreamEndpoint(
        JobAccess access, IJobLog log, JobStarter starter, SseConnections connections, DialectCatalog dialects, RepeatedPosts repeats, JobArrival arrival,
        IOptions<ApiOptions> options) =>
        (_access, _log, _starter, _connections, _dialects, _repeats, _arrival, _options) =
            (access, log, starter, connections, dialects, repeats, arrival, options);

    /// <summary><c>GET /api/jobs/{id}/stream</c>.</summary>
    public async Task<IResult> GetAsync(
        Guid id,
        HttpContext http,
        [FromQuery(Name = "last_event_id")] string? lastEventId = null,
        [FromQuery] string? from = null,
        [FromQuery] string? dialect = null,
        [FromQuery] string? types = null,
        [FromQuery] double wait = 1)
    {
        if (wait is not (>= 0 and <= 60))
        {
            return Problems.Field("wait", "must be 0 to 60 seconds");
        }

        if (from is not (null or "start" or "snapshot"))
        {
            return Problems.Field("from", "must be 'start' or 'snapshot'");
        }

        return TryFindDialect(dialect, types, out var wanted, out var problem)
            ? await WatchAsync(id, http, wanted, lastEventId, from == "snapshot", mayNotExistYet: false, TimeSpan.FromSeconds(wait))
            : problem;
    }

    /// <summary>Serves a job from the client's cursor.</summary>
    /// <param name="lastEventId">The cursor of a first connect, as the URL gives it.</param>
    /// <param name="mayNotExistYet">The stream may be opened before the job is started.</param>
    /// <param name="wait">How long the answer may wait for the job to be started.</param>
    public async Task<IResult> WatchAsync(
        Guid id, HttpContext http, IDialect dialect, string? lastEventId, bool fromSnapshot, bool mayNotExistYet, TimeSpan wait = default)
    {
        if (StreamAccept.Refuse(http) is { } refused)
        {
            return refused;
        }

        if (!TryReadCursor(http, lastEventId, out var cursor, out var problem))
        {
            return problem;
        }

        JobRecord? job;
        try
        {
            job = await _access.FindAsync(http.User, id, http.RequestAborted);
            if (job is null && cursor.IsNone && !HeadRequests.IsHead(http) && wait > TimeSpan.Zero)
            {
                job = await _arrival.AwaitAsync(http.User, id, wait, http.RequestAborted); // clients that choose the id open the stream as soon as they start the job
            }

            if (job is not null && await IsAllSeenAsync(job, cursor, dialect, http.RequestAborted))
            {
                return TypedResults.NoContent(); // no events follow: a browser stops reconnecting
            }
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, _options.Value, unfinished: dialect.IsEndedByClose);
            return Results.Empty;
        }

        if (job is null && (!mayNotExistYet || !cursor.IsNone)) // a client with a cursor has seen the job, so the job is gone
        {
            return Problems.NotFound(id);
        }

        var start = job is null ? new WatchStart(id, Exists: false, cursor, Viewer: _access.ViewerOf(http.User)) : await StartAtAsync(job, cursor, http.RequestAborted);
        return _connections.Watch(
            dialect, _access.AccessTo(http, id), fromSnapshot && cursor.IsNone ? start with { Snapshot = EventTypes.Snapshot } : start);
    }

    /// <summary>
    /// Starts a job and answers with its stream. A client whose POST was cut off goes on by a GET of <c>Location</c>, or by the same POST with
    /// <c>Last-Event-ID</c>, with the same <c>Idempotency-Key</c>, or with both. A POST with neither starts a new job.
    /// </summary>
    /// <param name="owner">The owner of the job if it is not the caller.</param>
    public async Task<IResult> StartAsync(string pipeline, JobRequest request, Guid? wantedId, HttpContext http, IDialect dialect, JobOwner? owner = null)
    {
        if (StreamAccept.Refuse(http) is { } refusal)
        {
            return refusal;
        }

        if (!TryReadCursor(http, null, out var cursor, out var badCursor))
        {
            return badCursor;
        }

        if (!_connections.HasRoom(http))
        {
            throw LimitExceededException.Streams(); // before there is a job: the client repeats its POST
        }

        owner ??= _access.OwnerOf(http.User);
        string? key = http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault();
        var (good, problem) = await _starter.CheckAsync(pipeline, request, http.RequestAborted);
        if (good is null)
        {
            return problem!;
        }

        if (key is null && !cursor.IsNone)
        {
            return await _repeats.FindAsync(http.User, owner, good.Fingerprint, wantedId, cursor, http.RequestAborted) is { } repeat
                ? await GoOnAsync(repeat, cursor, http, dialect)
                : Problems.Field(
                    "Last-Event-ID",
                    "is of no job that this request has started: another request did, or the job has expired; without this header the request starts a job",
                    StatusCodes.Status404NotFound);
        }

        StartNote? note = null;
        if (key is null)
        {
            wantedId ??= Guid.NewGuid();
            note = await _repeats.NoteAsync(owner, good.Fingerprint, wantedId.Value, http.RequestAborted);
        }

        var (jobId, refused) = await _starter.StartAsync(good, owner, wantedId, key, http.RequestAborted);
        return refused is null ? Watch(jobId, http, dialect, new WatchStart(jobId, Exists: true, cursor, Note: note)) : refused;
    }

    /// <summary>An ended job that the client has seen whole is an empty stream: its POST must not be answered by 204, which such clients repeat.</summary>
    private async Task<IResult> GoOnAsync(Repeat repeat, EventId cursor, HttpContext http, IDialect dialect)
    {
        var start = repeat.Job is null ? new WatchStart(repeat.JobId, Exists: true, cursor) : await StartAtAsync(repeat.Job, cursor, http.RequestAborted);
        return Watch(repeat.JobId, http, dialect, start with { Note = repeat.Note, Snapshot = repeat.IsSure ? null : EventTypes.Reset });
    }

    private SseConnection Watch(Guid jobId, HttpContext http, IDialect dialect, WatchStart start)
    {
        http.Response.Headers.Location = $"/api/jobs/{jobId:D}/stream?dialect={dialect.Name}";
        return _connections.Watch(dialect, _access.AccessTo(http, jobId), start);
    }

    private async Task<WatchStart> StartAtAsync(JobRecord job, EventId cursor, CancellationToken cancellationToken)
    {
        var window = job.Seq <= WholeLogEvents ? EventId.None : await WindowStartAsync(job, cursor, cancellationToken);
        return new WatchStart(job.JobId, Exists: true, cursor, Window: window, Traceparent: window.IsNone ? null : job.Traceparent);
    }

    /// <param name="lastEventId">The cursor of a first connect, as the URL gives it. A client that reconnects sends the header, which is newer.</param>
    private static bool TryReadCursor(HttpContext http, string? lastEventId, out EventId cursor, out IResult problem)
    {
        string? header = http.Request.Headers["Last-Event-ID"].FirstOrDefault();
        string? text = string.IsNullOrEmpty(header) ? lastEventId : header;
        cursor = EventId.None;
        bool isGood = string.IsNullOrEmpty(text) || EventId.TryParse(text, out cursor);
        problem = isGood
            ? Results.Empty
            : Problems.Field(string.IsNullOrEmpty(header) ? "last_event_id" : "Last-Event-ID", "must be an event id such as '2-43'");
        return isGood;
    }

    /// <summary>Where this node's window of a long log begins. A cursor that is not in the log would break it for later watchers.</summary>
    private async Task<EventId> WindowStartAsync(JobRecord job, EventId cursor, CancellationToken cancellationToken)
    {
        try
        {
            await _log.ReadAsync(job.JobId, cursor, 1, cancellationToken);
            return cursor;
        }
        catch (CursorNotFoundException)
        {
            return job.LastEventId;
        }
        catch (StoreUnavailableException)
        {
            return EventId.None;
        }
    }

    /// <summary>The job has ended, and no event after the cursor has a frame in this dialect.</summary>
    private async Task<bool> IsAllSeenAsync(JobRecord job, EventId cursor, IDialect dialect, CancellationToken cancellationToken)
    {
        if (!job.Status.IsTerminal() || cursor.IsNone)
        {
            return false;
        }

        if (cursor == job.LastEventId)
        {
            return true;
        }

        try
        {
            var rest = new ArrayBufferWriter<byte>();
            foreach (var e in await _log.ReadAsync(job.JobId, cursor, 100, cancellationToken))
            {
                dialect.Write(e, rest);
                if (rest.WrittenCount > 0)
                {
                    return false;
                }

                cursor = e.Id;
            }

            return cursor == job.LastEventId;
        }
        catch (CursorNotFoundException)
        {
            return false; // the stream sends a reset
        }
    }

    private bool TryFindDialect(string? name, string? types, out IDialect dialect, out IResult problem)
    {
        problem = Results.Empty;
        if (!_dialects.TryFind(name, out dialect!))
        {
            problem = Problems.Field("dialect", $"must be one of {string.Join(", ", _dialects.Names)}");
            return false;
        }

        if (types is not null)
        {
            var wanted = types.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
            if (wanted.Count == 0 || !wanted.IsSubsetOf(EventTypes.All))
            {
                problem = Problems.Field("types", $"must be some of {string.Join(", ", EventTypes.All)}, separated by commas");
                return false;
            }

            dialect = new FilteredDialect(dialect, wanted);
        }

        return true;
    }
}
