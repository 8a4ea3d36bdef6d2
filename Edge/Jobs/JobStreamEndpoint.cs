using System.Buffers;
using AspireStreaming.Api.Dialects;
using AspireStreaming.Api.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Jobs;

/// <summary>Streams of one job: watching it by GET, and starting it by POST with the stream as the answer.</summary>
internal sealed class JobStreamEndpoint(
    IJobStore store, IJobLog log, JobStarter starter, SseConnections connections, DialectCatalog dialects, IOptions<ApiOptions> options)
{
    /// <summary>Logs of up to this many events are kept whole in the node's window; of longer ones, what comes after the first watcher's cursor.</summary>
    private const int WholeLogEvents = 10_000;

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
        // A reconnecting browser sends the header; it knows better than the URL that it was once opened with.
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
            job = await store.GetAsync(id, http.RequestAborted);
            if (job is not null && await IsAllSeenAsync(job, cursor, dialect, http.RequestAborted))
            {
                return TypedResults.NoContent(); // nothing will ever follow: a browser stops reconnecting
            }
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, options.Value);
            return Results.Empty;
        }

        if (job is null && (!mayNotExistYet || !cursor.IsNone)) // who has a cursor has seen it: it is gone, and won't come
        {
            return Problems.NotFound(id);
        }

        var windowStart = job is null || job.Seq <= WholeLogEvents ? EventId.None : await WindowStartAsync(job, cursor, http.RequestAborted);
        return connections.Watch(dialect, new WatchStart(id, job is not null, cursor, fromSnapshot && cursor.IsNone, windowStart));
    }

    /// <summary>
    /// Starts a job and answers with its stream. <c>Location</c> is where the same stream is had by GET, so a client whose POST
    /// was cut off goes on there.
    /// </summary>
    public async Task<IResult> StartAsync(string pipeline, JobRequest request, Guid? wantedId, HttpContext http, IDialect dialect)
    {
        var (jobId, problem) = await starter.StartAsync(
            pipeline, request, wantedId, http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(), http.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        http.Response.Headers.Location = $"/api/jobs/{jobId:D}/stream?dialect={dialect.Name}";
        return connections.Watch(dialect, new WatchStart(jobId, Exists: true));
    }

    /// <summary>Where this node's window of a long log begins. A cursor that is not in the log would break the window for all who join.</summary>
    private async Task<EventId> WindowStartAsync(JobRecord job, EventId cursor, CancellationToken cancellationToken)
    {
        try
        {
            await log.ReadAsync(job.JobId, cursor, 1, cancellationToken);
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

    /// <summary>The job has ended and what comes after the cursor, if anything, has no frame in this dialect.</summary>
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
            foreach (var e in await log.ReadAsync(job.JobId, cursor, 100, cancellationToken))
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
            return false; // the stream says so by a reset
        }
    }

    private bool TryFindDialect(string? name, string? types, out IDialect dialect, out IResult problem)
    {
        problem = Results.Empty;
        if (!dialects.TryFind(name, out dialect!))
        {
            problem = Problems.Field("dialect", $"must be one of {string.Join(", ", dialects.Names)}");
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
