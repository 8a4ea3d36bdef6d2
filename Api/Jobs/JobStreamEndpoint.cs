using AspireStreaming.Api.Dialects;
using AspireStreaming.Api.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Jobs;

/// <summary><c>GET /api/jobs/{id}/stream</c>.</summary>
internal static class JobStreamEndpoint
{
    /// <summary>Logs of up to this many events are kept whole in the node's window; of longer ones, what comes after the first watcher's cursor.</summary>
    private const int WholeLogEvents = 10_000;

    public static async Task<IResult> GetAsync(
        Guid id,
        HttpContext http,
        IJobStore store,
        SseConnections connections,
        IOptions<ApiOptions> options,
        [FromQuery(Name = "last_event_id")] string? lastEventId = null,
        [FromQuery] string? from = null,
        [FromQuery] string? dialect = null,
        [FromQuery] string? types = null)
    {
        if (from is not (null or "start" or "snapshot"))
        {
            return Problems.Field("from", "must be 'start' or 'snapshot'");
        }

        if (!TryReadDialect(dialect, types, out var wanted, out var problem))
        {
            return problem;
        }

        return await ServeAsync(id, http, wanted, store, connections, options.Value, lastEventId, from == "snapshot");
    }

    /// <summary>Serves a job that must exist.</summary>
    internal static async Task<IResult> ServeAsync(
        Guid id, HttpContext http, IDialect dialect, IJobStore store, SseConnections connections, ApiOptions options, string? lastEventId, bool fromSnapshot)
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
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, options);
            return Results.Empty;
        }

        if (job is null)
        {
            return Problems.NotFound(id);
        }

        if (job.Status.IsTerminal() && cursor == job.LastEventId)
        {
            return TypedResults.NoContent(); // nothing will ever follow: a browser stops reconnecting
        }

        var windowStart = job.Seq <= WholeLogEvents ? EventId.None : cursor;
        await connections.Create(http, dialect).RunAsync(id, cursor, fromSnapshot && cursor.IsNone, windowStart, connections.Stopping);
        return Results.Empty;
    }

    private static bool TryReadDialect(string? name, string? types, out IDialect dialect, out IResult problem)
    {
        dialect = NativeDialect.Instance;
        problem = Results.Empty;
        if (name is not (null or "native"))
        {
            problem = Problems.Field("dialect", "must be native");
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
