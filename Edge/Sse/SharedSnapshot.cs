using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// A job's state, shared by watchers that need it at about the same time. Each read continues from the last one, and each frame is
/// encoded once: a watcher whose cursor is not in the log costs two short reads, not a fold of the whole log.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds nothing to release: its wait handle is never used.")]
internal sealed class SharedSnapshot(Guid jobId, IJobLog log)
{
    private const int PageSize = 1000;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<(string Dialect, string Name), SnapshotFrame> _frames = [];
    private SnapshotReducer _reducer = new(jobId);
    private JobSnapshot? _snapshot;

    /// <summary>Timestamp of the last use. Set by the reader.</summary>
    public long UsedAt { get; set; }

    /// <returns>The state; without any event when the job has no log.</returns>
    /// <exception cref="CursorNotFoundException">The log went away while it was read.</exception>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async Task<JobSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await CatchUpAsync(cancellationToken);
            return _snapshot ??= _reducer.ToSnapshot();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The state of <see cref="ReadAsync"/> in the format of the dialect.</summary>
    public async Task<SnapshotFrame> EncodeAsync(IDialect dialect, string name, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await CatchUpAsync(cancellationToken);
            if (!_frames.TryGetValue((dialect.Name, name), out var frame))
            {
                var bytes = new ArrayBufferWriter<byte>();
                dialect.WriteSnapshot(bytes, name, _snapshot ??= _reducer.ToSnapshot());
                _frames[(dialect.Name, name)] = frame = new SnapshotFrame(_reducer.LastEventId, bytes.WrittenMemory);
            }

            return frame;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadOnAsync(cancellationToken);
        }
        catch (CursorNotFoundException)
        {
            // The log has changed: lost and written again, or gone.
            (_reducer, _snapshot) = (new SnapshotReducer(jobId), null);
            _frames.Clear();
            await ReadOnAsync(cancellationToken);
        }
    }

    private async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        for (bool more = true; more;)
        {
            var page = await log.ReadAsync(jobId, _reducer.LastEventId, PageSize, cancellationToken);
            more = page.Count == PageSize;
            if (page.Count > 0)
            {
                _snapshot = null;
                _frames.Clear();
            }

            foreach (var e in page)
            {
                _reducer.Apply(e);
            }
        }
    }
}

/// <param name="Last">The cursor of the state; none when the job has no log.</param>
internal sealed record SnapshotFrame(EventId Last, ReadOnlyMemory<byte> Bytes);
