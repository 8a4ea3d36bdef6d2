using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Sse;

/// <summary>Folds a job's log as it is in the store.</summary>
internal sealed class SnapshotReader(IJobLog log)
{
    private const int PageSize = 1000;

    /// <param name="at">The last event to take in, or null for all there are.</param>
    /// <exception cref="CursorNotFoundException"><paramref name="at"/> is not in the log, or the log went away.</exception>
    public async Task<JobSnapshot> ReadAsync(Guid jobId, EventId? at, CancellationToken cancellationToken)
    {
        var reducer = new SnapshotReducer(jobId);
        while (at is null || reducer.LastEventId.Seq < at.Value.Seq)
        {
            var page = await log.ReadAsync(jobId, reducer.LastEventId, PageSize, cancellationToken);
            foreach (var e in page)
            {
                if (at is not null && e.Id.Seq > at.Value.Seq)
                {
                    break;
                }

                reducer.Apply(e);
            }

            if (page.Count < PageSize)
            {
                break;
            }
        }

        return at is null || at.Value == reducer.LastEventId
            ? reducer.ToSnapshot()
            : throw new CursorNotFoundException(jobId, at.Value);
    }
}
