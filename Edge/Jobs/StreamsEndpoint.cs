using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary><c>GET /api/streams?job=a:1-12&amp;job=b</c>: many jobs over one connection.</summary>
internal static class StreamsEndpoint
{
    /// <summary>A frame's id carries a cursor for each job.</summary>
    private const int MostJobs = 100;

    public static async Task<IResult> GetAsync(
        HttpContext http, JobAccess access, SseConnections connections, IOptions<ApiOptions> options, [FromQuery] string[]? job = null)
    {
        if (StreamAccept.Refuse(http) is { } refusal)
        {
            return refusal;
        }

        if (job is null or { Length: 0 or > MostJobs })
        {
            return Problems.Field("job", $"must be given 1 to {MostJobs} times, each as an id with an optional cursor such as '{Guid.Empty}:2-43'");
        }

        var wanted = new List<(Guid JobId, EventId Cursor)>();
        foreach (string text in job)
        {
            string[] parts = text.Split(':');
            var cursor = EventId.None;
            if (parts.Length > 2 || !Guid.TryParse(parts[0], out var id) || (parts.Length == 2 && !EventId.TryParse(parts[1], out cursor)))
            {
                return Problems.Field("job", $"must be a job's id with an optional cursor such as '{Guid.Empty}:2-43'");
            }

            if (wanted.Exists(w => w.JobId == id))
            {
                return Problems.Field("job", $"names {id} twice");
            }

            wanted.Add((id, cursor));
        }

        if (http.Request.Headers["Last-Event-ID"].FirstOrDefault() is { Length: > 0 } header && !TryApply(header, wanted))
        {
            return Problems.Field("Last-Event-ID", "must be the id of a frame of this same stream");
        }

        JobRecord?[] records;
        try
        {
            // Missing jobs (a frame reports them) and finished jobs have nothing to serve; the other jobs are still served.
            records = await Task.WhenAll(wanted.Select(w => access.FindAsync(http.User, w.JobId, http.RequestAborted)));
            if (Array.TrueForAll(records, r => r is null))
            {
                return Problems.Field("job", "names no job that is there", StatusCodes.Status404NotFound);
            }

            if (records.Zip(wanted).All(x => x.First is null || (x.First.Status.IsTerminal() && x.Second.Cursor == x.First.LastEventId)))
            {
                return TypedResults.NoContent();
            }
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, options.Value);
            return Results.Empty;
        }

        return connections.WatchMany(NativeDialect.Instance, [.. wanted.Zip(records, (w, r) => new JobStart(w.JobId, w.Cursor, r is not null, r is null ? null : access.AccessTo(http, w.JobId)))]);
    }

    private static bool TryApply(string header, List<(Guid JobId, EventId Cursor)> wanted)
    {
        string[] cursors = header.Split(',');
        if (cursors.Length != wanted.Count)
        {
            return false;
        }

        for (int i = 0; i < cursors.Length; i++)
        {
            if (!EventId.TryParse(cursors[i], out var cursor))
            {
                return false;
            }

            wanted[i] = (wanted[i].JobId, cursor);
        }

        return true;
    }
}
