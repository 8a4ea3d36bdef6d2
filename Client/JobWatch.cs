using System.Net.ServerSentEvents;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Client;

/// <summary>
/// One watch of one job, over as many connections as it takes. What it hands out is proven: each event is the next one of this job,
/// and at <c>done</c> the digest is that of the bytes that came.
/// </summary>
internal sealed class JobWatch(
    Guid jobId, JobCursor start, HttpClient http, ServerAddresses servers, JobStreamClientOptions options, TimeProvider time,
    CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>How often what can't be is asked for again, before it is the log and not the connection that is to blame.</summary>
    private const int DoubtsAllowed = 2;

    private readonly string _path = $"api/jobs/{jobId:D}/stream";
    private readonly JobCursor _start = start;
    private JobCursor _cursor = start;
    private Uri _server = servers.ForWatch();
    private StreamConnection? _connection;
    private TimeSpan? _retry;
    private long? _lostSince;
    private int _failures;
    private int _doubts;
    private bool _ended;

    /// <summary>The next update, or null after the end of the job.</summary>
    /// <exception cref="JobApiException">There is no such job (any more), the server refuses, or none has answered for too long.</exception>
    /// <exception cref="LogIntegrityException">What comes is not the job's log.</exception>
    public async ValueTask<JobUpdate?> NextAsync()
    {
        while (!_ended)
        {
            Exception? cause = null;
            try
            {
                if (await ReadAsync() is { } update)
                {
                    return update;
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && MayPass(e))
            {
                cause = e;
            }

            if (!_ended)
            {
                await ReconnectAsync(cause);
            }
        }

        return null;
    }

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <returns>The next update, or null when this connection has no more.</returns>
    private async ValueTask<JobUpdate?> ReadAsync()
    {
        _connection ??= await StreamConnection.OpenAsync(http, new Uri(_server, _path), _cursor.Id, options, time, cancellationToken);
        if (_connection is null)
        {
            // It can be so for the cursor that the caller came with; of what was seen here the last event would have been done.
            _ended = _cursor == _start && !_start.Id.IsNone ? true : throw Doubt("the server says that this was all, and there was no 'done'");
            return null;
        }

        try
        {
            while (await _connection.NextAsync() is { } frame)
            {
                (_failures, _lostSince) = (0, null);
                if (Take(frame) is { } update)
                {
                    _doubts = 0;
                    return update;
                }
            }

            return null;
        }
        catch (InvalidDataException e)
        {
            throw Doubt(e.Message, e);
        }
    }

    private JobUpdate? Take(SseItem<byte[]> frame)
    {
        try
        {
            return frame.EventType switch
            {
                EventTypes.Heartbeat => null,
                EventTypes.Reset => TakeReset(frame.Data),
                _ when frame.EventId is null => null, // of this connection only, and newer than this client
                _ => TakeEvent(frame),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw Doubt($"the {frame.EventType} frame {frame.EventId} can't be read: {e.Message}", e);
        }
    }

    private JobLogEvent? TakeEvent(SseItem<byte[]> frame)
    {
        var id = EventId.Parse(frame.EventId);
        var envelope = EventEnvelope.Read(frame.Data);
        if (envelope != new EventEnvelope(frame.EventType, jobId, id.Attempt, id.Seq))
        {
            throw Doubt($"the frame {id} {frame.EventType} holds another event: {envelope}");
        }

        var last = _cursor.Id;
        if (id.Seq <= last.Seq && id.Attempt <= last.Attempt)
        {
            return null; // came before
        }

        if (id.Seq != last.Seq + 1 || id.Attempt < last.Attempt)
        {
            // Ahead: something was missed. Behind in a newer attempt: the log lost what we had seen. The server knows either way.
            throw Doubt($"{id} can't follow");
        }

        var e = new JobEvent(id, frame.EventType, frame.Data);
        var payload = Decode(e);
        if (e.Type == EventTypes.Done)
        {
            Prove(id, payload as DoneEvent);
        }

        _cursor = new JobCursor(id, _cursor.HasDigest ? LogDigest.Next(_cursor.Digest.Span, e.Data.Span) : default);
        return payload is AttemptResetEvent reset ? new JobAttemptReset(_cursor, e, reset) : new JobLogEvent(_cursor, e, payload);
    }

    private JobReset TakeReset(byte[] data)
    {
        var snapshot = JsonSerializer.Deserialize(data, EventJson.Wire.JobSnapshot);
        if (snapshot?.JobId != jobId)
        {
            throw Doubt("a reset holds another job's state");
        }

        _cursor = JobCursor.After(snapshot);
        _ended = snapshot.EndedAt is not null;
        return new JobReset(_cursor, snapshot);
    }

    private void Prove(EventId id, DoneEvent? done)
    {
        _ended = true; // for better or worse
        if (done is null)
        {
            throw new LogIntegrityException(jobId, _cursor, "its 'done' can't be read");
        }

        if (done.EventCount != id.Seq)
        {
            throw new LogIntegrityException(jobId, _cursor, $"'done' is event {id.Seq} and counts {done.EventCount}");
        }

        if (_cursor.HasDigest && LogDigest.Hex(_cursor.Digest.Span) != done.Digest)
        {
            throw new LogIntegrityException(jobId, _cursor, $"the digest of what came is {LogDigest.Hex(_cursor.Digest.Span)}, that of the log {done.Digest}");
        }
    }

    /// <summary>Null for a type, or a value of a type, that is newer than this client: the bytes are still there for those who know it.</summary>
    private static EventPayload? Decode(JobEvent e)
    {
        try
        {
            return EventEncoder.Decode(e);
        }
        catch (JsonException) when (e.Type is not EventTypes.AttemptReset)
        {
            return null;
        }
    }

    private LogIntegrityException Doubt(string message, Exception? cause = null) => new(jobId, _cursor, message, cause);

    private bool MayPass(Exception e) => e switch
    {
        JobApiException refused => refused.IsTransient,
        HttpRequestException or IOException => true,
        LogIntegrityException => !_ended && ++_doubts <= DoubtsAllowed,
        _ => false,
    };

    private async Task ReconnectAsync(Exception? cause)
    {
        if (_connection is not null)
        {
            _retry = _connection.Retry ?? _retry;
            await _connection.DisposeAsync();
            _connection = null;
        }

        _lostSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_lostSince.Value) >= options.GiveUpAfter)
        {
            throw cause as JobApiException ?? JobApiException.NoAnswer(_server, cause ?? new IOException("it ends its streams at once"));
        }

        _server = servers.After(_server);
        var asked = (cause as JobApiException)?.RetryAfter ?? _retry;
        var delay = options.Delay(_failures++, asked);
        options.Reconnecting?.Invoke(new JobReconnect(jobId, _cursor, _failures, delay, _server, cause));
        await Task.Delay(delay, time, cancellationToken);
    }
}
