using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>One watcher of one job.</summary>
internal sealed class SseConnection(
    IDialect dialect, StreamAccess? access, WatchStart start, JobStreamHub hub, SnapshotReader snapshots, IJobStore store, ApiOptions options, TimeProvider time) : SseResult(hub, options, time)
{
    private readonly long _opened = time.GetTimestamp();
    private EventId _cursor = start.Cursor;
    private EventId? _caughtUpAt;
    private StreamEnd? _end;
    private bool _tooFarBehind;
    private PageDialect? _pages;
    private bool _mayWatch = start.Viewer is null or { SeesAll: true };

    protected override bool IsEndedByClose => dialect.IsEndedByClose;

    /// <summary>Serves the job from the cursor to its end, or until either side leaves.</summary>
    protected override async Task ServeAsync(SseOutput output)
    {
        var open = new OpenStream(output.Watcher, Origin, start.JobId, dialect, start.Cursor, Time.GetUtcNow()) { Traceparent = start.Traceparent, Access = access };
        StreamEnd? end = null;
        Hub.Begin(open);
        try
        {
            end = await ServeAsync(output, open);
        }
        finally
        {
            Hub.End(open, end ?? output.End);
        }

        if (end is not (StreamEnd.Completed or StreamEnd.Gone or StreamEnd.NeverStarted) && IsEndedByClose)
        {
            output.LeaveUnfinished();
        }

        if (start.Note is not null)
        {
            await start.Note.LeaveAsync(_cursor, end == StreamEnd.Completed);
        }
    }

    /// <returns>Why the stream ended; null when the output knows.</returns>
    private async Task<StreamEnd?> ServeAsync(SseOutput output, OpenStream open)
    {
        var windowStart = start.Window;
        if (!start.Prologue.IsEmpty && !await output.SendAsync(start.Prologue))
        {
            return null;
        }

        if (start.Snapshot is { } name && !await SendSnapshotAsync(output, open, name))
        {
            return _end;
        }

        while (!output.Closing)
        {
            Outcome outcome;
            var seat = Hub.Acquire(start.JobId, dialect, windowStart, open);
            try
            {
                outcome = await FollowAsync(output, seat);
            }
            finally
            {
                await Hub.ReleaseAsync(seat);
            }

            if (outcome != Outcome.Lost)
            {
                return outcome == Outcome.Ended ? StreamEnd.Completed : _end;
            }

            if (!dialect.TakesResets && !open.First.IsNone)
            {
                return null; // its client gets the snapshot when it comes back
            }

            // The client's cursor is not in the log, or too far behind: the reset tells the client of the gap.
            if (!output.Closing && !await SendSnapshotAsync(output, open, EventTypes.Reset))
            {
                return _end;
            }

            windowStart = windowStart.IsNone ? EventId.None : _cursor;
        }

        return null;
    }

    private async Task<Outcome> FollowAsync(SseOutput output, Seat seat)
    {
        var stream = seat.Stream;
        var cursor = new JobCursor(stream, _cursor, Hub, Options.ResetAfterEvents);
        while (true)
        {
            output.Clear();
            if (output.Closing)
            {
                return Outcome.Closed;
            }

            if (output.IsAccessDue)
            {
                var ended = LookAtAccess(output, [seat.Open]);
                _end = ended.Count > 0 ? StreamEnd.AccessEnded : _end;
                if (!await output.FlushAsync() || ended.Count > 0)
                {
                    return Outcome.Closed;
                }
            }

            bool open;
            var state = await output.LookAsync(cursor);
            if (!_mayWatch && state != CursorState.Waiting && !await MayWatchAsync(output))
            {
                return Outcome.Closed;
            }

            switch (state)
            {
                case CursorState.Frames:
                    open = await output.SendAsync(cursor.TakeFrames());
                    break;
                case CursorState.Page:
                    open = await SendPageAsync(output, cursor);
                    break;
                case CursorState.Ended:
                    seat.Open.Sent(cursor.First, cursor.Position, cursor.Position); // the last events may have no frame in the dialect
                    return Outcome.Ended;
                case CursorState.Lost:
                    _tooFarBehind = cursor.IsTooFarBehind;
                    return Outcome.Lost;
                case CursorState.Waiting when cursor.Position.IsNone && Time.GetElapsedTime(_opened) > Options.UnstartedTimeout:
                    _end = StreamEnd.NeverStarted;
                    return Outcome.Closed; // a started job has a first event: this one was never started
                case CursorState.Waiting when dialect.TellsCaughtUp && !stream.HasLastEvent && _caughtUpAt != cursor.Position:
                    _caughtUpAt = cursor.Position;
                    dialect.WriteCaughtUp(output.Frames, cursor.Position, Time.GetUtcNow());
                    open = await output.FlushAsync();
                    break;
                case CursorState.Waiting when output.IsSilent:
                    if (start.Exists && cursor.Position.IsNone && await snapshots.IsMissingAsync(stream.JobId, output.Aborted))
                    {
                        return Outcome.Lost; // it was there, and was lost before a first event could be read
                    }

                    dialect.WriteHeartbeat(output.Frames, cursor.Position, Time.GetUtcNow());
                    open = await output.FlushAsync();
                    break;
                default:
                    await output.WaitAsync();
                    continue;
            }

            _cursor = cursor.Position;
            seat.Open.Sent(cursor.First, _cursor, stream.Frames.Current.Last);
            if (!open)
            {
                return Outcome.Closed;
            }

            await output.GiveWayAsync(cursor.IsFarBehind);
        }
    }

    /// <summary>The job was started after the stream was opened. For another caller's job the stream ends as for a missing one.</summary>
    private async ValueTask<bool> MayWatchAsync(SseOutput output)
    {
        try
        {
            _mayWatch = await store.GetAsync(start.JobId, output.Aborted) is { } job && start.Viewer!.MaySee(job);
            if (!_mayWatch)
            {
                dialect.WriteGone(output.Frames, start.JobId, Time.GetUtcNow());
                await output.FlushAsync();
                _end = StreamEnd.Gone;
            }
        }
        catch (StoreUnavailableException)
        {
            output.CutOff(); // the client reconnects
        }

        return _mayWatch;
    }

    /// <returns>False when nothing more can be sent.</returns>
    private async ValueTask<bool> SendPageAsync(SseOutput output, JobCursor cursor)
    {
        IDialect writer;
        try
        {
            _pages ??= new PageDialect(cursor.Stream.JobId, dialect, Hub.Pages);
            writer = await _pages.AtAsync(cursor.Position, output.Aborted);
        }
        catch (Exception e) when (e is StoreUnavailableException or CursorNotFoundException)
        {
            output.CutOff(); // the client reconnects
            return false;
        }

        foreach (var e in cursor.Page)
        {
            writer.Write(e, output.Frames);
            _pages.Position = e.Id;
            cursor.Take(e);
            if (output.IsFull && !await output.FlushAsync())
            {
                return false;
            }
        }

        return await output.FlushAsync();
    }

    /// <returns>False when there is nothing more to serve: the job is gone, or the client.</returns>
    private async Task<bool> SendSnapshotAsync(SseOutput output, OpenStream open, string name)
    {
        for (int failures = 0; !output.Closing; failures++)
        {
            try
            {
                var snapshot = await snapshots.EncodeAsync(start.JobId, dialect, name, output.Aborted);
                if (snapshot.Last.IsNone)
                {
                    dialect.WriteGone(output.Frames, start.JobId, Time.GetUtcNow());
                    await output.FlushAsync();
                    _end = StreamEnd.Gone;
                    return false;
                }

                _cursor = snapshot.Last;
                open.SentSnapshot(_cursor, isReset: name == EventTypes.Reset);
                if (name == EventTypes.Reset)
                {
                    StreamMetrics.Reset(_tooFarBehind);
                }

                return await output.SendAsync(snapshot.Bytes);
            }
            catch (Exception e) when (e is StoreUnavailableException or CursorNotFoundException)
            {
                // The store was away, or the log changed: reads again.
                await Task.Delay(Backoff.Delay(failures, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)), Time, Hub.Stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }

    private enum Outcome
    {
        /// <summary>All of the job is served.</summary>
        Ended,

        /// <summary>The client left, or the server stops.</summary>
        Closed,

        /// <summary>The cursor is not in the log any more, or the watcher is too far behind.</summary>
        Lost,
    }
}
