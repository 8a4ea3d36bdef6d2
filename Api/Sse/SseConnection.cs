using System.IO.Pipelines;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Sse;

/// <summary>One watcher of one job.</summary>
internal sealed class SseConnection(
    HttpContext http, IDialect dialect, JobStreamHub hub, IJobLog log, SnapshotReader snapshots, ApiOptions options, TimeProvider time)
{
    private const int MostBytesPerFlush = 64 * 1024;

    private readonly Watcher _watcher = new();
    private PipeWriter _output = PipeWriter.Create(Stream.Null);
    private readonly long _opened = time.GetTimestamp();
    private EventId _cursor;
    private bool _exists;
    private CancellationToken _stopping;

    private bool Closing => http.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested;

    /// <summary>Serves the job from the cursor to its end, or until either side leaves.</summary>
    /// <param name="exists">Whether the job was there just now; one that was not may still be started.</param>
    /// <param name="cursor">The last event that the client has.</param>
    /// <param name="fromSnapshot">Begin with the snapshot instead of the events up to it.</param>
    /// <param name="windowStart">Where the node's window begins if this is its first watcher.</param>
    /// <param name="stopping">The server is to stop: the stream ends, and the client comes back to another node.</param>
    public async Task RunAsync(Guid jobId, EventId cursor, bool fromSnapshot, EventId windowStart, bool exists, CancellationToken stopping)
    {
        (_cursor, _exists, _stopping) = (cursor, exists, stopping);
        _output = await SseResponse.OpenAsync(http, options);
        using var aborted = http.RequestAborted.UnsafeRegister(static w => ((Watcher)w!).Wakeup.Signal(), _watcher);
        using var stopped = stopping.UnsafeRegister(static w => ((Watcher)w!).Wakeup.Signal(), _watcher);
        using var overdue = hub.Overdue.UnsafeRegister(static context => ((HttpContext)context!).Abort(), http);
        var outcome = Outcome.Lost;
        if (fromSnapshot && !await SendSnapshotAsync(jobId, EventTypes.Snapshot))
        {
            return;
        }

        while (outcome == Outcome.Lost && !Closing)
        {
            var seat = hub.Acquire(jobId, dialect, windowStart, _watcher);
            try
            {
                outcome = await FollowAsync(seat.Stream);
            }
            finally
            {
                await hub.ReleaseAsync(seat);
            }

            if (outcome == Outcome.Lost && !Closing)
            {
                // No silent gap: what the client has is not in the log any more, or too far behind.
                if (!await SendSnapshotAsync(jobId, EventTypes.Reset))
                {
                    return;
                }

                windowStart = windowStart.IsNone ? EventId.None : _cursor;
            }
        }
    }

    private async Task<Outcome> FollowAsync(JobStream stream)
    {
        var cursor = new JobCursor(stream, _cursor, log, options.ResetAfterEvents);
        Touch();
        while (true)
        {
            _watcher.Wakeup.Clear();
            if (Closing)
            {
                return Outcome.Closed;
            }

            switch (await cursor.LookAsync(http.RequestAborted))
            {
                case CursorState.Frames:
                    cursor.CopyFrames(_output, MostBytesPerFlush);
                    break;
                case CursorState.Page:
                    foreach (var e in cursor.Page)
                    {
                        dialect.Write(e, _output);
                        cursor.Take(e);
                        if (_output.UnflushedBytes > MostBytesPerFlush && !await FlushAsync())
                        {
                            return Outcome.Closed; // who doesn't read holds no whole page
                        }
                    }

                    break;
                case CursorState.Ended:
                    return Outcome.Ended;
                case CursorState.Lost:
                    return Outcome.Lost;
                case CursorState.Waiting when cursor.Position.IsNone && time.GetElapsedTime(_opened) > options.UnstartedTimeout:
                    return Outcome.Closed; // a job that was started has a first event: nobody has started this one
                case CursorState.Waiting when _watcher.HeartbeatDue <= time.GetTimestamp():
                    if (_exists && cursor.Position.IsNone && await snapshots.IsMissingAsync(stream.JobId, http.RequestAborted))
                    {
                        return Outcome.Lost; // it was there, and was lost before a first event could be read
                    }

                    dialect.WriteHeartbeat(_output, cursor.Position, time.GetUtcNow());
                    break;
                default:
                    await _watcher.Wakeup.WaitAsync();
                    continue;
            }

            _cursor = cursor.Position;
            if (!await FlushAsync())
            {
                return Outcome.Closed;
            }
        }
    }

    /// <returns>False when there is nothing more to serve: the job is gone, or the client.</returns>
    private async Task<bool> SendSnapshotAsync(Guid jobId, string name)
    {
        for (int failures = 0; !Closing; failures++)
        {
            try
            {
                var snapshot = await snapshots.EncodeAsync(jobId, dialect, name, http.RequestAborted);
                if (snapshot.Last.IsNone)
                {
                    dialect.WriteGone(_output, jobId, time.GetUtcNow());
                    await FlushAsync();
                    return false;
                }

                _cursor = snapshot.Last;
                return await SseResponse.SendAsync(http, _output, snapshot.Bytes, options, time);
            }
            catch (Exception e) when (e is StoreUnavailableException or CursorNotFoundException)
            {
                // Away, or changed under the reader's hands: once more.
                await Task.Delay(Backoff.Delay(failures, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)), time, _stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }

    private async ValueTask<bool> FlushAsync()
    {
        bool open = await SseResponse.FlushAsync(http, _output, options, time);
        Touch();
        return open;
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
