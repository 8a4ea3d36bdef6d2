using System.Text.Json;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Client;

/// <summary>One watch of one job, over one or more connections.</summary>
internal sealed class JobWatch(
    Guid jobId, JobCursor start, HttpClient http, ServerAddresses servers, ApiRequests requests, JobStreamClientOptions options, TimeProvider time,
    CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>How often the watch reads again after an impossible event, before it treats the log itself as wrong.</summary>
    private const int DoubtsAllowed = 2;

    private readonly string _path = $"api/jobs/{jobId:D}/stream";
    private readonly LogVerifier _log = new(jobId, start);
    private Uri _server = servers.ForWatch();
    private StreamConnection? _connection;
    private TimeSpan? _retry;
    private long? _lostSince;
    private int _failures;
    private int _doubts;
    private Task _renewing = Task.CompletedTask;

    /// <summary>The next update, or null after the end of the job.</summary>
    /// <exception cref="JobApiException">There is no such job (any more), the server refuses, or no server has answered for too long.</exception>
    /// <exception cref="LogIntegrityException">The events are not the job's log.</exception>
    public async ValueTask<JobUpdate?> NextAsync()
    {
        while (!_log.IsEnded)
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

            if (!_log.IsEnded)
            {
                await ReconnectAsync(cause);
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        await _renewing;
    }

    /// <returns>The next update, or null when this connection has no more.</returns>
    private async ValueTask<JobUpdate?> ReadAsync()
    {
        _connection ??= await StreamConnection.OpenAsync(http, new Uri(_server, _path), _log.Cursor.Id, options, time, cancellationToken);
        if (_connection is null)
        {
            _log.TakeEnd();
            return null;
        }

        try
        {
            while (await _connection.NextAsync() is { } frame)
            {
                (_failures, _lostSince) = (0, null);
                if (frame.EventType == EventTypes.AccessExpiring && _renewing.IsCompleted)
                {
                    _renewing = RenewAsync(frame.Data); // the stream is read meanwhile
                }

                if (_log.Take(frame) is { } update)
                {
                    _doubts = 0;
                    return update;
                }
            }

            return null;
        }
        catch (InvalidDataException e)
        {
            throw _log.Wrong(e.Message, e);
        }
    }

    /// <summary>
    /// Renews the right to the open stream by the credentials of the HTTP client. The stream's own node may not have heard of a renewal that was
    /// granted: then it is sent again, until the right ends. Without a renewal the stream ends, and the watch reconnects.
    /// </summary>
    private async Task RenewAsync(byte[] data)
    {
        try
        {
            var expiring = JsonSerializer.Deserialize(data, ClientJson.Default.AccessExpiring);
            var connection = _connection;
            for (int failures = 0; expiring?.RenewUrl is { } url && _connection == connection && time.GetUtcNow() < expiring.ExpiresAt; failures++)
            {
                var granted = await requests.SendAsync(
                    server => new HttpRequestMessage(HttpMethod.Post, new Uri(server, url.TrimStart('/'))), repeatable: true, ClientJson.Default.RenewalAnswer, cancellationToken);
                if (granted!.Renewed is not false)
                {
                    return;
                }

                await Task.Delay(options.Delay(failures, null), time, cancellationToken);
            }
        }
        catch (Exception e) when (e is JobApiException or JsonException or OperationCanceledException)
        {
            // The server refuses, or this watch ends.
        }
    }

    private bool MayPass(Exception e) => e switch
    {
        JobApiException refused => refused.IsTransient,
        HttpRequestException or IOException => true,
        LogIntegrityException => !_log.IsEnded && ++_doubts <= DoubtsAllowed,
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
        var delay = options.Delay(_failures++, (cause as JobApiException)?.RetryAfter ?? _retry);
        options.Reconnecting?.Invoke(new JobReconnect(jobId, _log.Cursor, _failures, delay, _server, cause));
        await Task.Delay(delay, time, cancellationToken);
    }
}
