using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>Folds a job's log as it is in the store.</summary>
public sealed class SnapshotReader : IDisposable
{
    private const int PageSize = 1000;
    private const int MostShared = 64;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Guid, SharedSnapshot> _shared = [];
    private readonly Lock _lock = new();
    private readonly IJobLog _log;
    private readonly TimeProvider _time;
    private readonly ITimer _shed;

    public SnapshotReader(IJobLog log, TimeProvider time)
    {
        (_log, _time) = (log, time);
        _shed = time.CreateTimer(static reader => ((SnapshotReader)reader!).Shed(), this, Linger, Linger);
    }

    /// <param name="at">The last event to fold, or null for all events.</param>
    /// <exception cref="CursorNotFoundException"><paramref name="at"/> is not in the log, or the log went away.</exception>
    public async Task<JobSnapshot> ReadAsync(Guid jobId, EventId? at, CancellationToken cancellationToken)
    {
        if (at is not { } until)
        {
            return await Share(jobId).ReadAsync(cancellationToken);
        }

        var reducer = new SnapshotReducer(jobId);
        for (bool more = true; more && reducer.LastEventId.Seq < until.Seq;)
        {
            var page = await _log.ReadAsync(jobId, reducer.LastEventId, PageSize, cancellationToken);
            more = page.Count == PageSize;
            foreach (var e in page.TakeWhile(e => e.Id.Seq <= until.Seq))
            {
                reducer.Apply(e);
            }
        }

        return until == reducer.LastEventId ? reducer.ToSnapshot() : throw new CursorNotFoundException(jobId, until);
    }

    /// <summary>The current state in the dialect.</summary>
    /// <param name="name">The frame's event name: <c>reset</c> or <c>snapshot</c>.</param>
    internal Task<SnapshotFrame> EncodeAsync(Guid jobId, IDialect dialect, string name, CancellationToken cancellationToken) =>
        Share(jobId).EncodeAsync(dialect, name, cancellationToken);

    /// <summary>Whether the job has no log; false when unknown.</summary>
    public async Task<bool> IsMissingAsync(Guid jobId, CancellationToken cancellationToken)
    {
        try
        {
            return (await _log.ReadAsync(jobId, EventId.None, 1, cancellationToken)).Count == 0;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    public void Dispose() => _shed.Dispose();

    private SharedSnapshot Share(Guid jobId)
    {
        lock (_lock)
        {
            if (!_shared.TryGetValue(jobId, out var shared))
            {
                if (_shared.Count == MostShared)
                {
                    _shared.Remove(_shared.MinBy(s => s.Value.UsedAt).Key);
                }

                _shared[jobId] = shared = new SharedSnapshot(jobId, _log);
            }

            shared.UsedAt = _time.GetTimestamp();
            return shared;
        }
    }

    private void Shed()
    {
        lock (_lock)
        {
            foreach (var (jobId, _) in _shared.Where(s => _time.GetElapsedTime(s.Value.UsedAt) > Linger).ToList())
            {
                _shared.Remove(jobId);
            }
        }
    }
}
