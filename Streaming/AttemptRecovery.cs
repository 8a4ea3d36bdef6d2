using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming;

/// <summary>Finds the unfinished work of an earlier attempt in the log.</summary>
public static class AttemptRecovery
{
    private const int PageSize = 1000;

    /// <summary>The event that resets watchers to the committed state: events since the last reset are void if their scope has no checkpoint.</summary>
    public static async Task<AttemptResetEvent> ReadAsync(
        IJobLog log, Guid jobId, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> checkpoints, string reason, CancellationToken cancellationToken) =>
        Compute(jobId, await ReadAllAsync(log, jobId, cancellationToken), checkpoints.Keys.ToHashSet(StringComparer.Ordinal), reason).Reset;

    /// <summary>The state of an ended job without the unfinished work of its failed step.</summary>
    public static async Task<JobSnapshot> ReadFinishedAsync(
        IJobLog log, Guid jobId, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> checkpoints, CancellationToken cancellationToken) =>
        Compute(jobId, await ReadAllAsync(log, jobId, cancellationToken), checkpoints.Keys.ToHashSet(StringComparer.Ordinal), "").Kept;

    /// <returns>The event, and a watcher's state after it.</returns>
    public static (AttemptResetEvent Reset, JobSnapshot Kept) Compute(Guid jobId, IReadOnlyList<JobEvent> events, IReadOnlySet<string> committed, string reason)
    {
        int lastReset = -1;
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Type == EventTypes.AttemptReset)
            {
                lastReset = i; // this reset dropped the void events before it
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

        return (all.ResetTo(kept, reason, voided), kept.ToSnapshot());
    }

    private static async Task<List<JobEvent>> ReadAllAsync(IJobLog log, Guid jobId, CancellationToken cancellationToken)
    {
        var events = new List<JobEvent>();
        while (true)
        {
            var page = await log.ReadAsync(jobId, events.Count == 0 ? EventId.None : events[^1].Id, PageSize, cancellationToken);
            events.AddRange(page);
            if (page.Count < PageSize)
            {
                return events;
            }
        }
    }
}
