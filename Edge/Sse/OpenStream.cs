using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Dialects;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// One open stream of one job, as an operator sees it. One connection writes, any thread reads. A connection of many jobs has one stream
/// for each job.
/// </summary>
/// <param name="cursor">The last event that the client has already; none for a stream from the start.</param>
internal sealed class OpenStream(Watcher watcher, StreamOrigin origin, Guid jobId, IDialect dialect, EventId cursor, DateTimeOffset since)
{
    private static long _lastNumber;

    private readonly Lock _lock = new();
    private EventId _last = cursor;
    private bool _caughtUp;

    /// <summary>Names the stream within its process.</summary>
    public long Number { get; } = Interlocked.Increment(ref _lastNumber);

    public Watcher Watcher => watcher;

    public StreamOrigin Origin => origin;

    public Guid JobId => jobId;

    public IDialect Dialect => dialect;

    public EventId Cursor { get; } = cursor;

    public DateTimeOffset Since => since;

    /// <summary>The stream goes on where an earlier one ended.</summary>
    public bool IsResumed => !Cursor.IsNone;

    /// <summary>The last event that was sent, or the cursor.</summary>
    public EventId Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>The first event that was sent; none while there is none.</summary>
    public EventId First { get; private set; }

    /// <summary>Events that were sent. Those without a frame in the dialect count too.</summary>
    public long Events { get; private set; }

    /// <summary>Bytes of the connection's body.</summary>
    public long Bytes => watcher.BytesSent;

    /// <summary>Snapshots that were sent in place of events, because the cursor was not in the log or too far behind.</summary>
    public int Resets { get; private set; }

    /// <summary>The most events that the log was ahead of the stream since it had caught up once.</summary>
    public long LargestLag { get; private set; }

    /// <summary>Its place among the streams of the job; null while it sends a snapshot. Set by the hub.</summary>
    public Seat? Seat { get; set; }

    /// <summary>The right to it; null for one without an end.</summary>
    public StreamAccess? Access
    {
        get;
        init
        {
            field = value;
            if (value is not null)
            {
                value.Stream = this;
            }
        }
    }

    /// <summary>Why the stream ended; null while it is open.</summary>
    public StreamEnd? End { get; set; }

    /// <summary>Trace context of the job; null while it is not known. Set by the hub and the owner of the stream.</summary>
    public string? Traceparent { get; set; }

    /// <summary>Events were sent.</summary>
    /// <param name="first">The first one of them, or an earlier one that was sent.</param>
    /// <param name="position">The last one of them.</param>
    /// <param name="head">The last event of the log that this node knows.</param>
    public void Sent(EventId first, EventId position, EventId head)
    {
        lock (_lock)
        {
            if (position.Seq > _last.Seq)
            {
                First = First.IsNone ? first : First;
                Events += position.Seq - _last.Seq;
            }

            if (_caughtUp)
            {
                LargestLag = Math.Max(LargestLag, head.Seq - _last.Seq);
            }

            _caughtUp |= position.Seq >= head.Seq;
            _last = position;
        }
    }

    /// <summary>A snapshot was sent in place of the events up to a position.</summary>
    public void SentSnapshot(EventId position, bool isReset)
    {
        lock (_lock)
        {
            _last = position;
            Resets += isReset ? 1 : 0;
        }
    }
}
