using System.Buffers;
using System.Text.Json;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Edge.Auth;

/// <summary>
/// The right to an open stream, which ends at some time. The stream announces its end, and goes on if the client renews it. Holds nothing of
/// the request that opened the stream.
/// </summary>
/// <param name="revocations">Of the capability; null for a caller's token.</param>
internal sealed class StreamAccess(Guid jobId, int? revocations, DateTimeOffset expires, StreamTickets tickets, TimeProvider time)
{
    private static readonly TimeSpan LongestNotice = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _expires = expires;
    private DateTimeOffset _announceAt = AnnounceAt(expires, time.GetUtcNow());
    private string? _ended;

    public Guid JobId => jobId;

    public int? Revocations => revocations;

    /// <summary>The stream that the right is for. Set when it is opened.</summary>
    public OpenStream? Stream { get; set; }

    /// <summary>When there is something to do: to announce the end, or to end. A timestamp of the clock.</summary>
    public long Due
    {
        get
        {
            lock (_lock)
            {
                var next = _ended is not null ? DateTimeOffset.MinValue : _announceAt < _expires ? _announceAt : _expires;
                return Timestamp(next);
            }
        }
    }

    /// <summary>When the right ends. A timestamp of the clock.</summary>
    public long Ends
    {
        get
        {
            lock (_lock)
            {
                return Timestamp(_ended is null ? _expires : DateTimeOffset.MinValue);
            }
        }
    }

    /// <summary>The client has renewed its right.</summary>
    /// <returns>False when it had ended already.</returns>
    public bool Renew(DateTimeOffset until)
    {
        lock (_lock)
        {
            if (_ended is not null)
            {
                return false;
            }

            (_expires, _announceAt) = (until, AnnounceAt(until, time.GetUtcNow()));
        }

        Stream?.Watcher.LookAtAccess(ended: false);
        return true;
    }

    /// <summary>The right has ended before its time.</summary>
    public void Revoke()
    {
        lock (_lock)
        {
            _ended = "revoked";
        }

        Stream?.Watcher.LookAtAccess(ended: true);
    }

    /// <summary>Writes what is due: the announcement of the end, or the last frame of the stream. Neither moves the client's cursor.</summary>
    /// <returns>False when the right has ended.</returns>
    public bool Write(IBufferWriter<byte> output)
    {
        DateTimeOffset? announced = null;
        string? ended;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            ended = _ended ??= _expires <= now ? "expired" : null;
            if (_announceAt <= now)
            {
                (announced, _announceAt) = (_expires, DateTimeOffset.MaxValue);
            }
        }

        if (ended is not null)
        {
            Write(output, EventTypes.AccessEnded, new AccessFrame(EventTypes.AccessEnded, jobId, null, null, ended));
            return false;
        }

        if (announced is not null)
        {
            string renew = $"/api/jobs/{jobId:D}/capability?stream={tickets.Create(jobId, Stream!.Number)}";
            Write(output, EventTypes.AccessExpiring, new AccessFrame(EventTypes.AccessExpiring, jobId, announced, renew, null));
        }

        return true;
    }

    private static void Write(IBufferWriter<byte> output, string name, AccessFrame frame) =>
        SseFrame.Write(output, null, name, JsonSerializer.SerializeToUtf8Bytes(frame, AuthJson.Wire.AccessFrame));

    private static DateTimeOffset AnnounceAt(DateTimeOffset expires, DateTimeOffset now)
    {
        var notice = (expires - now) / 4;
        return expires - (notice < LongestNotice ? notice : LongestNotice);
    }

    private long Timestamp(DateTimeOffset at)
    {
        double seconds = Math.Clamp((at - time.GetUtcNow()).TotalSeconds, -1, TimeSpan.FromDays(3650).TotalSeconds);
        return time.GetTimestamp() + (long)(seconds * time.TimestampFrequency);
    }
}
