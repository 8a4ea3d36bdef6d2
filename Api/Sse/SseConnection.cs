using System.IO.Pipelines;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Sse;

/// <summary>
/// One watcher of one job: a cursor into the job's shared frames. Live and replay are the same path; what lies before the window
/// is read from the log until the cursor is in it.
/// </summary>
internal sealed class SseConnection(
    HttpContext http, IDialect dialect, JobStreamHub hub, IJobLog log, SnapshotReader snapshots, ApiOptions options, TimeProvider time)
{
    private const int MostBytesPerFlush = 64 * 1024;
    private const int LogPage = 500;

    private readonly Watcher _watcher = new();
    private PipeWriter _output = PipeWriter.Create(Stream.Null);
    private readonly long _opened = time.GetTimestamp();
    private EventId _cursor;
    private CancellationToken _stopping;

    private bool Closing => http.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested;

    /// <summary>Serves the job from the cursor to its end, or until either side leaves.</summary>
    /// <param name="jobId">The job; it need not exist yet.</param>
    /// <param name="cursor">The last event that the client has.</param>
    /// <param name="fromSnapshot">Begin with the snapshot instead of the events up to it.</param>
    /// <param name="windowStart">Where the node's window begins if this is its first watcher.</param>
    /// <param name="stopping">The server is to stop: the stream ends, and the client comes back to another node.</param>
    public async Task RunAsync(Guid jobId, EventId cursor, bool fromSnapshot, EventId windowStart, CancellationToken stopping)
    {
        (_cursor, _stopping) = (cursor, stopping);
        _output = await SseResponse.OpenAsync(http, options);
        using var aborted = http.RequestAborted.UnsafeRegister(static w => ((Watcher)w!).Wakeup.Signal(), _watcher);
        using var stopped = stopping.UnsafeRegister(static w => ((Watcher)w!).Wakeup.Signal(), _watcher);
        using var overdue = hub.Overdue.UnsafeRegister(static output => ((PipeWriter)output!).CancelPendingFlush(), _output);
        if (fromSnapshot)
        {
            await SendSnapshotAsync(jobId, EventTypes.Snapshot);
            windowStart = _cursor;
        }

        var outcome = Outcome.Lost;
        while (outcome == Outcome.Lost && !Closing)
        {
            var stream = hub.Acquire(jobId, dialect, windowStart, _watcher);
            try
            {
                outcome = await FollowAsync(stream);
            }
            catch (CursorNotFoundException)
            {
                outcome = Outcome.Lost;
            }
            finally
            {
                await hub.ReleaseAsync(stream, _watcher);
            }

            if (outcome == Outcome.Lost && !Closing)
            {
                // No silent gap: what the client has is not in the log any more, or too far behind.
                await SendSnapshotAsync(jobId, EventTypes.Reset);
                windowStart = _cursor;
            }
        }
    }

    private async Task<Outcome> FollowAsync(JobStream stream)
    {
        bool inWindow = false;
        bool wasInWindow = false;
        long offset = 0;
        Touch();
        while (true)
        {
            _watcher.Wakeup.Clear();
            if (Closing)
            {
                return Outcome.Closed;
            }

            bool ended = stream.Ended; // before the view: then the view is the last one
            var view = stream.Frames.Current;
            if (inWindow && offset < view.Start)
            {
                (inWindow, wasInWindow) = (false, true);
            }

            if (!inWindow && !(inWindow = stream.Frames.TryFind(_cursor, out offset)))
            {
                if (stream.Broken || (wasInWindow && view.Last.Seq - _cursor.Seq > options.ResetAfterEvents))
                {
                    return Outcome.Lost;
                }

                var read = await ReadLogAsync(stream.JobId);
                if (read is not null)
                {
                    if (read.Value)
                    {
                        return Outcome.Ended;
                    }

                    continue;
                }
            }
            else if (offset < view.End)
            {
                view.CopyTo(_output, ref offset, MostBytesPerFlush, ref _cursor);
                if (!await FlushAsync())
                {
                    return Outcome.Closed;
                }

                continue;
            }
            else
            {
                _cursor = view.Last;
                if (ended)
                {
                    return Outcome.Ended;
                }

                if (stream.Broken)
                {
                    return Outcome.Lost;
                }
            }

            if (_watcher.HeartbeatDue <= time.GetTimestamp())
            {
                if (_cursor.IsNone && time.GetElapsedTime(_opened) > options.UnstartedTimeout)
                {
                    return Outcome.Closed; // a job that was started has a first event: nobody has started this one
                }

                dialect.WriteHeartbeat(_output, _cursor, time.GetUtcNow());
                if (!await FlushAsync())
                {
                    return Outcome.Closed;
                }
            }

            await _watcher.Wakeup.WaitAsync();
        }
    }

    /// <summary>Serves a page of the log after the cursor.</summary>
    /// <returns>Null when there was nothing to serve, else whether the job's last event was in it.</returns>
    private async Task<bool?> ReadLogAsync(Guid jobId)
    {
        IReadOnlyList<JobEvent> events;
        try
        {
            events = await log.ReadAsync(jobId, _cursor, LogPage, http.RequestAborted);
        }
        catch (StoreUnavailableException)
        {
            // The window's own tail gets it as soon as the store is back, and wakes this watcher.
            return null;
        }

        foreach (var e in events)
        {
            dialect.Write(e, _output);
            _cursor = e.Id;
        }

        if (events.Count == 0 || !await FlushAsync())
        {
            return null;
        }

        return events[^1].Type == EventTypes.Done;
    }

    private async Task SendSnapshotAsync(Guid jobId, string name)
    {
        for (int failures = 0; !Closing; failures++)
        {
            try
            {
                var snapshot = await snapshots.ReadAsync(jobId, null, http.RequestAborted);
                dialect.WriteSnapshot(_output, name, snapshot);
                _cursor = EventId.Parse(snapshot.LastEventId);
                await FlushAsync();
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or CursorNotFoundException)
            {
                // Away, or changed under the reader's hands: once more.
                await Task.Delay(Backoff.Delay(failures, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)), time, _stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async ValueTask<bool> FlushAsync()
    {
        var flush = await _output.FlushAsync(http.RequestAborted);
        Touch();
        if (flush.IsCanceled)
        {
            // The server has to stop and the client doesn't read: what it has not taken can't be waited for.
            http.Abort();
        }

        return !flush.IsCanceled && !flush.IsCompleted;
    }

    private void Touch() => _watcher.HeartbeatDue = time.GetTimestamp() + (long)(options.Heartbeat.TotalSeconds * time.TimestampFrequency);

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
