using System.Diagnostics.CodeAnalysis;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// Reads what lies before the windows. Few reads run at a time, so that many watchers with old cursors don't delay the live ones. Watchers
/// that wait for the same page share one read: after a restart, thousands of them come back with the same cursor.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds nothing to release: its wait handle is never used.")]
internal sealed class PageReads(IJobLog log)
{
    private readonly SemaphoreSlim _slots = new(2 * Environment.ProcessorCount);
    private readonly Lock _lock = new();

    /// <summary>Reads that have not begun. A read that has begun may lack an event that its next requester was told of.</summary>
    private readonly Dictionary<(Guid, EventId, int), PageRead> _waiting = [];

    /// <exception cref="CursorNotFoundException">As the log's own.</exception>
    /// <exception cref="StoreUnavailableException">As the log's own.</exception>
    public async ValueTask<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken)
    {
        var read = Join((jobId, after, limit));
        try
        {
            return await read.Events.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref read.Requesters);
        }
    }

    private PageRead Join((Guid, EventId, int) page)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(page, out var read))
            {
                _waiting[page] = read = new PageRead();
                using (ExecutionContext.IsFlowSuppressed() ? null : (IDisposable)ExecutionContext.SuppressFlow()) // others may wait for the read: it is not of this request
                {
                    read.Events = RunAsync(read, page);
                }
            }

            Interlocked.Increment(ref read.Requesters);
            return read;
        }
    }

    private async Task<IReadOnlyList<JobEvent>> RunAsync(PageRead read, (Guid JobId, EventId After, int Limit) page)
    {
        await _slots.WaitAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // so that it does not begin before it is noted
        try
        {
            lock (_lock)
            {
                _waiting.Remove(page);
                if (Volatile.Read(ref read.Requesters) == 0)
                {
                    return []; // all have left
                }
            }

            return await log.ReadAsync(page.JobId, page.After, page.Limit, CancellationToken.None); // one may leave, the others wait
        }
        finally
        {
            _slots.Release();
        }
    }

    private sealed class PageRead
    {
        public int Requesters;

        public Task<IReadOnlyList<JobEvent>> Events { get; set; } = null!;
    }
}
