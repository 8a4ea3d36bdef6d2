using System.Buffers;
using System.Text;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// One watcher of many jobs over one connection. The <c>id:</c> of each frame carries the cursor of every job, in the order of the
/// request, as in <c>id: 1-12,0-0,2-3</c>: a browser that reconnects continues in all of them.
/// </summary>
internal sealed class MultiplexedConnection(
    IDialect dialect,
    IReadOnlyList<JobStart> jobs,
    JobStreamHub hub,
    SnapshotReader snapshots,
    ApiOptions options,
    TimeProvider time) : SseResult(hub, options, time)
{
    private readonly ArrayBufferWriter<byte> _frame = new(1024);
    private readonly (Seat Seat, JobCursor Cursor)?[] _open = new (Seat, JobCursor)?[jobs.Count];
    private readonly List<OpenStream> _streams = [];
    private readonly EventId[] _cursors = [.. jobs.Select(j => j.Cursor)];

    /// <summary>Serves the jobs from their cursors until all have ended or either side leaves.</summary>
    protected override async Task ServeAsync(SseOutput output)
    {
        try
        {
            for (int i = 0; i < jobs.Count; i++)
            {
                if (jobs[i].Exists)
                {
                    var open = new OpenStream(output.Watcher, Origin, jobs[i].JobId, dialect, jobs[i].Cursor, Time.GetUtcNow()) { Access = jobs[i].Access };
                    Hub.Begin(open);
                    _streams.Add(open);
                    Open(i, open);
                }
                else
                {
                    dialect.WriteGone(output.Frames, jobs[i].JobId, Time.GetUtcNow()); // no silent gap: names the missing jobs
                }
            }

            await output.FlushAsync();
            while (!output.Closing && await ServeRoundAsync(output))
            {
                // each round serves every job a little, so that a long replay doesn't keep the others waiting
            }
        }
        finally
        {
            for (int i = 0; i < _open.Length; i++)
            {
                if (_open[i] is not null)
                {
                    await CloseAsync(i);
                }
            }

            _streams.ForEach(stream => Hub.End(stream, output.End)); // those that have ended keep their reason
        }
    }

    /// <returns>False when there is nothing more to serve.</returns>
    private async Task<bool> ServeRoundAsync(SseOutput output)
    {
        output.Clear();
        if (output.IsAccessDue && !await LookAtAccessAsync(output))
        {
            return false;
        }

        bool wrote = false;
        for (int i = 0; i < _open.Length; i++)
        {
            wrote |= _open[i] is { } place && await ServeAsync(output, i, place.Cursor);
            if (output.IsFull)
            {
                if (!await output.FlushAsync())
                {
                    return false; // a client that doesn't read would hold a hundred jobs
                }

                await output.GiveWayAsync(Array.Exists(_open, static place => place is { Cursor.IsFarBehind: true }));
            }
        }

        if (!wrote && Array.TrueForAll(_open, c => c is null))
        {
            return false;
        }

        if (!wrote && output.IsSilent)
        {
            await CloseMissingAsync(output);
            dialect.WriteHeartbeat(output.Frames, EventId.None, Time.GetUtcNow());
            wrote = true;
        }

        if (!wrote)
        {
            await output.WaitAsync();
            return true;
        }

        return await output.FlushAsync();
    }

    private async Task<bool> ServeAsync(SseOutput output, int i, JobCursor cursor)
    {
        switch (await output.LookAsync(cursor))
        {
            case CursorState.Frames:
                while (cursor.HasFrame && !output.IsFull)
                {
                    Write(output, i, cursor.TakeFrame(), cursor.Position);
                }

                Sent(i, cursor);
                return true;
            case CursorState.Page:
                foreach (var e in cursor.Page)
                {
                    cursor.Take(e);
                    _frame.ResetWrittenCount();
                    dialect.Write(e, _frame);
                    Write(output, i, _frame.WrittenSpan, e.Id);
                }

                Sent(i, cursor);
                return true;
            case CursorState.Ended:
                Sent(i, cursor); // the last events may have no frame in the dialect
                Hub.End(await CloseAsync(i), StreamEnd.Completed);
                return false;
            case CursorState.Lost:
                await ResetAsync(output, i, await CloseAsync(i), cursor.IsTooFarBehind);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A right that has ended ends its own job's stream: the others go on.</summary>
    /// <returns>False when nothing more can be sent.</returns>
    private async Task<bool> LookAtAccessAsync(SseOutput output)
    {
        var ended = LookAtAccess(output, _open.OfType<(Seat Seat, JobCursor Cursor)>().Select(place => place.Seat.Open));
        for (int i = 0; i < _open.Length; i++)
        {
            if (_open[i] is { } place && ended.Contains(place.Seat.Open))
            {
                Hub.End(await CloseAsync(i), StreamEnd.AccessEnded);
            }
        }

        return await output.FlushAsync();
    }

    /// <summary>Jobs that were lost before a first event of them could be read.</summary>
    private async Task CloseMissingAsync(SseOutput output)
    {
        for (int i = 0; i < _open.Length; i++)
        {
            if (_open[i] is { Cursor: { Position.IsNone: true, Stream.JobId: var jobId } } && await snapshots.IsMissingAsync(jobId, output.Aborted))
            {
                Hub.End(await CloseAsync(i), StreamEnd.Gone);
                dialect.WriteGone(output.Frames, jobId, Time.GetUtcNow());
            }
        }
    }

    private async Task ResetAsync(SseOutput output, int i, OpenStream open, bool tooFarBehind)
    {
        try
        {
            var snapshot = await snapshots.EncodeAsync(open.JobId, dialect, EventTypes.Reset, output.Aborted);
            if (snapshot.Last.IsNone)
            {
                dialect.WriteGone(output.Frames, open.JobId, Time.GetUtcNow());
                Hub.End(open, StreamEnd.Gone);
                return;
            }

            Write(output, i, snapshot.Bytes.Span, snapshot.Last);
            open.SentSnapshot(snapshot.Last, isReset: true);
            StreamMetrics.Reset(tooFarBehind);
            Open(i, open);
        }
        catch (Exception e) when (e is StoreUnavailableException or CursorNotFoundException)
        {
            // The state can't be read now: the client reconnects with the same cursors.
            output.CutOff();
        }
    }

    /// <summary>Writes a frame with the cursors of all jobs in place of its own id.</summary>
    private void Write(SseOutput output, int i, ReadOnlySpan<byte> frame, EventId position)
    {
        _cursors[i] = position;
        if (frame.IsEmpty)
        {
            return;
        }

        output.Frames.Write(frame[..(frame[..^2].LastIndexOf((byte)'\n') + 1)]); // its id is its last line
        output.Frames.Write("id: "u8);
        for (int k = 0; k < _cursors.Length; k++)
        {
            Encoding.ASCII.GetBytes(k == 0 ? _cursors[k].ToString() : $",{_cursors[k]}", output.Frames);
        }

        output.Frames.Write("\n\n"u8);
    }

    private void Sent(int i, JobCursor cursor) => _open[i]!.Value.Seat.Open.Sent(cursor.First, cursor.Position, cursor.Stream.Frames.Current.Last);

    private void Open(int i, OpenStream open)
    {
        var seat = Hub.Acquire(open.JobId, dialect, EventId.None, open);
        _open[i] = (seat, new JobCursor(seat.Stream, _cursors[i], Hub, Options.ResetAfterEvents));
    }

    /// <returns>The stream, which then has no seat.</returns>
    private async ValueTask<OpenStream> CloseAsync(int i)
    {
        var seat = _open[i]!.Value.Seat;
        _open[i] = null;
        await Hub.ReleaseAsync(seat);
        return seat.Open;
    }
}
