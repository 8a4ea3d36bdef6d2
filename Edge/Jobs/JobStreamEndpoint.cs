using System.Buffers;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Dialects;
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
    private readonly IOptions<ApiOptions> _options;

    internal JobStreamEndpoint(
        JobAccess access, IJobLog log, JobStarter starter, SseConnections connections, DialectCatalog dialects, IOptions<ApiOptions> options) =>
        (_access, _log, _starter, _connections, _dialects, _options) = (access, log, starter, connections, dialects, options);

    /// <summary><c>GET /api/jobs/{id}/stream</c>.</summary>
    public async Task<IResult> GetAsync(
        Guid id,
        HttpContext http,
        [FromQuery(Name = "last_event_id")] string? lastEventId = null,
        [FromQuery] string? from = null,
        [FromQuery] string? dialect = null,
        [FromQuery] string? types = null)
    {
        if (from is not (null or "start" or "snapshot"))
        {
            return Problems.Field("from", "must be 'start' or 'snapshot'");
        }

        return TryFindDialect(dialect, types, out var wanted, out var problem)
            ? await WatchAsync(id, http, wanted, lastEventId, from == "snapshot", mayNotExistYet: false)
            : problem;
    }

    /// <summary>Serves a job from the client's cursor.</summary>
    /// <param name="lastEventId">The cursor of a first connect, as the URL gives it.</param>
    /// <param name="mayNotExistYet">The stream may be opened before the job is started.</param>
    public async Task<IResult> WatchAsync(Guid id, HttpContext http, IDialect dialect, string? lastEventId, bool fromSnapshot, bool mayNotExistYet)
    {
        // A reconnecting browser sends the header, which is newer than its URL.
        string? header = http.Request.Headers["Last-Event-ID"].FirstOrDefault();
        string? text = string.IsNullOrEmpty(header) ? lastEventId : header;
        var cursor = EventId.None;
        if (!string.IsNullOrEmpty(text) && !EventId.TryParse(text, out cursor))
        {
            return Problems.Field(string.IsNullOrEmpty(header) ? "last_event_id" : "Last-Event-ID", "must be an event id such as '2-43'");
        }

        JobRecord? job;
        try
        {
            job = await _access.FindAsync(http.User, id, http.RequestAborted);
            if (job is not null && await IsAllSeenAsync(job, cursor, dialect, http.RequestAborted))
            {
                return TypedResults.NoContent(); // no events follow: a browser stops reconnecting
            }
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, _options.Value);
            return Results.Empty;
        }

        if (job is null && (!mayNotExistYet || !cursor.IsNone)) // a client with a cursor has seen the job, so the job is gone
        {
            return Problems.NotFound(id);
        }

        var windowStart = job is null || job.Seq <= WholeLogEvents ? EventId.None : await WindowStartAsync(job, cursor, http.RequestAborted);
        return _connections.Watch(dialect, _access.AccessTo(http, id), new WatchStart(
            id, job is not null, cursor, fromSnapshot && cursor.IsNone, windowStart, windowStart.IsNone ? null : job?.Traceparent, job is null ? _access.ViewerOf(http.User) : null));
    }

    /// <summary>
    /// Starts a job and answers with its stream. <c>Location</c> serves the same stream by GET: a client whose POST
    /// was cut off continues there.
    /// </summary>
    /// <param name="owner">The owner of the job if it is not the caller.</param>
    public async Task<IResult> StartAsync(string pipeline, JobRequest request, Guid? wantedId, HttpContext http, IDialect dialect, JobOwner? owner = null)
    {
        var (jobId, problem) = await _starter.StartAsync(
            pipeline, request, owner ?? _access.OwnerOf(http.User), wantedId, http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(), http.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        http.Response.Headers.Location = $"/api/jobs/{jobId:D}/stream?dialect={dialect.Name}";
        return _connections.Watch(dialect, _access.AccessTo(http, jobId), new WatchStart(jobId, Exists: true));
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
