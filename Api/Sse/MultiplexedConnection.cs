using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Sse;

/// <summary>
/// One watcher of many jobs over one connection. The <c>id:</c> of each frame carries the cursor of every job, in the order of the
/// request, as in <c>id: 1-12,0-0,2-3</c>: a browser that reconnects by itself goes on in all of them.
/// </summary>
internal sealed class MultiplexedConnection(
    HttpContext http, IDialect dialect, JobStreamHub hub, IJobLog log, SnapshotReader snapshots, ApiOptions options, TimeProvider time)
{
    private const int MostBytesPerFlush = 64 * 1024;

    private readonly Watcher _watcher = new();
    private readonly ArrayBufferWriter<byte> _frame = new(1024);
    private PipeWriter _output = PipeWriter.Create(Stream.Null);
    private (Seat Seat, JobCursor Cursor)?[] _open = [];
    private EventId[] _cursors = [];

    /// <summary>Serves the jobs from their cursors until all have ended or either side leaves.</summary>
    /// <param name="jobs">In the order of the request; those that are not there hold their place in the id, and a frame says so.</param>
    /// <param name="stopping">The server is to stop: the stream ends, and the client comes back to another node.</param>
    public async Task RunAsync(IReadOnlyList<(Guid JobId, EventId Cursor, bool Exists)> jobs, CancellationToken stopping)
    {
        _cursors = [.. jobs.Select(j => j.Cursor)];
        _open = new (Seat, JobCursor)?[jobs.Count];
        _output = await SseResponse.OpenAsync(http, options);
        using var aborted = http.RequestAborted.UnsafeRegister(static w => ((Watcher)w!).Wakeup.Signal(), _watcher);
        using var stopped = stopping.UnsafeRegister(static w => ((Watcher)w!).Wakeup.Signal(), _watcher);
        using var overdue = hub.Overdue.UnsafeRegister(static context => ((HttpContext)context!).Abort(), http);
        try
        {
            for (int i = 0; i < jobs.Count; i++)
            {
                if (jobs[i].Exists)
                {
                    Open(i, jobs[i].JobId);
                }
                else
                {
                    dialect.WriteGone(_output, jobs[i].JobId, time.GetUtcNow()); // no silent gap: which are not there is said
                }
            }

            await SseResponse.FlushAsync(http, _output, options, time);
            Touch();
            while (!http.RequestAborted.IsCancellationRequested && !stopping.IsCancellationRequested && await ServeAsync())
            {
                // each round serves every job a little, so that a long replay doesn't keep the others waiting
            }
        }
        finally
        {
            foreach (var open in _open)
            {
                if (open is { } place)
                {
                    await hub.ReleaseAsync(place.Seat);
                }
            }
        }
    }

    /// <returns>False when there is nothing more to serve.</returns>
    private async Task<bool> ServeAsync()
    {
        _watcher.Wakeup.Clear();
        bool wrote = false;
        for (int i = 0; i < _open.Length; i++)
        {
            wrote |= _open[i] is { } place && await ServeAsync(i, place.Cursor);
            if (_output.UnflushedBytes > MostBytesPerFlush && !await SseResponse.FlushAsync(http, _output, options, time))
            {
                return false; // a hundred jobs at a time would be held for who doesn't read
            }
        }

        if (!wrote && Array.TrueForAll(_open, c => c is null))
        {
            return false;
        }

        if (!wrote && _watcher.HeartbeatDue <= time.GetTimestamp())
        {
            await CloseMissingAsync();
            dialect.WriteHeartbeat(_output, EventId.None, time.GetUtcNow());
            wrote = true;
        }

        if (!wrote)
        {
            await _watcher.Wakeup.WaitAsync();
            return true;
        }

        bool open = await SseResponse.FlushAsync(http, _output, options, time);
        Touch();
        return open;
    }

    private async Task<bool> ServeAsync(int i, JobCursor cursor)
    {
        switch (await cursor.LookAsync(http.RequestAborted))
        {
            case CursorState.Frames:
                for (long written = 0; cursor.HasFrame && written < MostBytesPerFlush;)
                {
                    written += Write(i, cursor.TakeFrame(), cursor.Position);
                }

                return true;
            case CursorState.Page:
                foreach (var e in cursor.Page)
                {
                    cursor.Take(e);
                    _frame.ResetWrittenCount();
                    dialect.Write(e, _frame);
                    Write(i, _frame.WrittenSpan, e.Id);
                }

                return true;
            case CursorState.Ended:
                await CloseAsync(i);
                return false;
            case CursorState.Lost:
                await CloseAsync(i);
                await ResetAsync(i, cursor.Stream.JobId);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Jobs that were lost before a first event of them could be read.</summary>
    private async Task CloseMissingAsync()
    {
        for (int i = 0; i < _open.Length; i++)
        {
            if (_open[i] is { Cursor: { Position.IsNone: true, Stream.JobId: var jobId } } && await snapshots.IsMissingAsync(jobId, http.RequestAborted))
            {
                await CloseAsync(i);
                dialect.WriteGone(_output, jobId, time.GetUtcNow());
            }
        }
    }

    private async Task ResetAsync(int i, Guid jobId)
    {
        try
        {
            var snapshot = await snapshots.EncodeAsync(jobId, dialect, EventTypes.Reset, http.RequestAborted);
            if (snapshot.Last.IsNone)
            {
                dialect.WriteGone(_output, jobId, time.GetUtcNow());
                return;
            }

            Write(i, snapshot.Bytes.Span, snapshot.Last);
            Open(i, jobId);
        }
        catch (Exception e) when (e is StoreUnavailableException or CursorNotFoundException)
        {
            // The state can't be had just now: the client comes back, with the same cursors.
            http.Abort();
        }
    }

    /// <summary>Writes a frame with the cursors of all jobs in place of its own id.</summary>
    private int Write(int i, ReadOnlySpan<byte> frame, EventId position)
    {
        _cursors[i] = position;
        if (frame.IsEmpty)
        {
            return 0;
        }

        _output.Write(frame[..(frame[..^2].LastIndexOf((byte)'\n') + 1)]); // its id is its last line
        _output.Write("id: "u8);
        for (int k = 0; k < _cursors.Length; k++)
        {
            Encoding.ASCII.GetBytes(k == 0 ? _cursors[k].ToString() : $",{_cursors[k]}", _output);
        }

        _output.Write("\n\n"u8);
        return frame.Length;
    }

    private void Open(int i, Guid jobId)
    {
        var seat = hub.Acquire(jobId, dialect, EventId.None, _watcher);
        _open[i] = (seat, new JobCursor(seat.Stream, _cursors[i], log, options.ResetAfterEvents));
    }

    private async ValueTask CloseAsync(int i)
    {
        var seat = _open[i]!.Value.Seat;
        _open[i] = null;
        await hub.ReleaseAsync(seat);
    }

    private void Touch() => _watcher.HeartbeatDue = time.GetTimestamp() + (long)(options.Heartbeat.TotalSeconds * time.TimestampFrequency);
}
