using System.Collections.Concurrent;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary>How jobs ended, from the last events of their logs. An ended job does not change, so that each is read once.</summary>
internal sealed class JobEndings(IJobLog log)
{
    /// <summary>A log ends with <c>job_error</c> of a failed job, <c>job_status</c> and <c>done</c>.</summary>
    private const int Last = 3;

    private const int MostKept = 10_000;

    private static readonly JobEnding Unknown = new();

    private readonly ConcurrentDictionary<Guid, JobEnding> _kept = new();

    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async ValueTask<JobEnding> ReadAsync(JobRecord job, CancellationToken cancellationToken)
    {
        if (!job.Status.IsTerminal())
        {
            return Unknown;
        }

        if (_kept.TryGetValue(job.JobId, out var known))
        {
            return known;
        }

        var ending = Unknown;
        foreach (var e in await LastAsync(job, cancellationToken))
        {
            ending = EventEncoder.Decode(e) switch
            {
                JobErrorEvent error => ending with { Retryable = error.Retryable && job.Status == JobStatus.Failed },
                JobStatusEvent status => ending with { Message = status.Message },
                DoneEvent { Status: JobStatus.Completed, Summary: { } summary } => ending with { FailedCount = FailedIn(summary) },
                _ => ending,
            };
        }

        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        return _kept[job.JobId] = ending;
    }

    private static int? FailedIn(JsonElement summary) =>
        summary.ValueKind == JsonValueKind.Object && summary.TryGetProperty("failed_count", out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out int failed)
            ? failed
            : null;

    /// <summary>The event before the last ones is the cursor; its attempt may be an earlier one.</summary>
    private async Task<IReadOnlyList<JobEvent>> LastAsync(JobRecord job, CancellationToken cancellationToken)
    {
        long before = Math.Max(job.Seq - Last, 0);
        for (int attempt = job.LastEventAttempt; attempt >= 0; attempt--)
        {
            try
            {
                return await log.ReadAsync(job.JobId, before == 0 ? EventId.None : new EventId(attempt, before), Last, cancellationToken);
            }
            catch (CursorNotFoundException)
            {
                // Of an earlier attempt, or the job was deleted.
            }
        }

        return [];
    }
}
