using System.Security.Claims;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary>
/// Finds the job that a repeated POST stream goes on with. Clients such as <c>@microsoft/fetch-event-source</c> repeat their POST after a
/// drop, with <c>Last-Event-ID</c>. An event id names no job, so the request and its caller do.
/// </summary>
internal sealed class RepeatedPosts(IJobStarts starts, JobAccess access, IJobLog log, TimeProvider time)
{
    /// <summary>Notes a first POST, before its job is created.</summary>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async Task<StartNote> NoteAsync(JobOwner? owner, string fingerprint, Guid jobId, CancellationToken cancellationToken)
    {
        var start = new NotedStart(jobId, time.GetUtcNow());
        await starts.NoteAsync(owner, fingerprint, start, cancellationToken);
        return new StartNote(starts, owner, fingerprint, start, time);
    }

    /// <param name="wantedId">The id of the job if the request names one.</param>
    /// <param name="cursor">The last event that the client has.</param>
    /// <returns>Null when this caller has started no job by this request.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async Task<Repeat?> FindAsync(
        ClaimsPrincipal caller, JobOwner? owner, string fingerprint, Guid? wantedId, EventId cursor, CancellationToken cancellationToken)
    {
        var noted = await starts.ListAsync(owner, fingerprint, cancellationToken);
        var candidates = new List<(NotedStart Start, JobRecord? Job, bool Fits)>();
        foreach (var start in Current(noted).Where(start => wantedId is null || start.JobId == wantedId))
        {
            var job = await access.FindAsync(caller, start.JobId, cancellationToken);
            candidates.Add((start, job, job is not null && await HasAsync(job, cursor, cancellationToken)));
        }

        if (candidates.Count == 0)
        {
            return null;
        }

        // Without a job that has the cursor: one that can tell what became of it, by a reset or by its absence.
        var fits = candidates.Where(c => c.Fits).Select(c => c.Start).ToList();
        var (chosen, isSure) = fits.Count > 0 ? Choose(fits, cursor) : (candidates.OrderBy(c => c.Job is null).First().Start, true);
        return new Repeat(
            chosen.JobId, candidates.Find(c => c.Start == chosen).Job, isSure, new StartNote(starts, owner, fingerprint, chosen, time));
    }

    /// <summary>Jobs that were served to their end before the same request started another one have no client any more.</summary>
    internal static IEnumerable<NotedStart> Current(IReadOnlyList<NotedStart> newestFirst) =>
        newestFirst.Where(start => start.ServedAt is not { } served || served >= newestFirst[0].StartedAt);

    /// <summary>
    /// Several jobs of the same request, as of two tabs: the one whose client left at the cursor. Otherwise the choice is a guess, and the client
    /// must drop what it has.
    /// </summary>
    internal static (NotedStart Start, bool IsSure) Choose(IReadOnlyList<NotedStart> newestFirst, EventId cursor)
    {
        var left = newestFirst.Where(start => start.Left == cursor).ToList();
        return newestFirst.Count == 1 ? (newestFirst[0], true)
            : left.Count == 1 ? (left[0], true)
            : (newestFirst.OrderBy(start => start.ServedAt is not null).First(), false);
    }

    private async Task<bool> HasAsync(JobRecord job, EventId cursor, CancellationToken cancellationToken)
    {
        try
        {
            await log.ReadAsync(job.JobId, cursor, 1, cancellationToken);
            return true;
        }
        catch (CursorNotFoundException)
        {
            return false;
        }
    }
}

/// <param name="Job">Null when it is gone.</param>
/// <param name="IsSure">False when another job of the same request has the cursor too.</param>
internal sealed record Repeat(Guid JobId, JobRecord? Job, bool IsSure, StartNote Note);
