using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Worker.Execution;

/// <summary>Finds what an earlier attempt left unfinished in the log.</summary>
internal static class AttemptRecovery
{
    private const int PageSize = 1000;

    /// <summary>The event that takes watchers back to what was committed: events since the last reset whose scope has no checkpoint are void.</summary>
    public static async Task<AttemptResetEvent> ReadAsync(
        IJobLog log, AttemptStart start, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> checkpoints, string reason, CancellationToken cancellationToken)
    {
        var events = new List<JobEvent>();
        var cursor = EventId.None;
        while (events.Count < start.Seq)
        {
            var page = await log.ReadAsync(start.JobId, cursor, PageSize, cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            events.AddRange(page);
            cursor = page[^1].Id;
        }

        return Compute(start.JobId, events, checkpoints.Keys.ToHashSet(StringComparer.Ordinal), reason);
    }

    public static AttemptResetEvent Compute(Guid jobId, IReadOnlyList<JobEvent> events, IReadOnlySet<string> committed, string reason)
    {
        int lastReset = -1;
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Type == EventTypes.AttemptReset)
            {
                lastReset = i; // what was void before it has been dropped by it
            }
        }

        var all = new SnapshotReducer(jobId);
        var kept = new SnapshotReducer(jobId);
        int voided = 0;
        for (int i = 0; i < events.Count; i++)
        {
            all.Apply(events[i]);
            if (i > lastReset && events[i].Scope.Length > 0 && !committed.Contains(events[i].Scope))
            {
                voided++;
                kept.Skip(events[i]);
            }
            else
            {
                kept.Apply(events[i]);
            }
        }

        return all.ResetTo(kept, reason, voided);
    }
}
