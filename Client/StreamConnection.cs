using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Net.ServerSentEvents;
using AspireStreaming.Streaming;

namespace AspireStreaming.Client;

/// <summary>One connection to one server, from a cursor until it breaks.</summary>
internal sealed class StreamConnection : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenRegistration _cancel;
    private readonly WatchdogStream _body;
    private readonly SseParser<byte[]> _parser;
    private readonly IAsyncEnumerator<SseItem<byte[]>> _frames;
    private readonly CancellationToken _cancellationToken;

    private StreamConnection(
        HttpResponseMessage response, Stream body, JobStreamClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        _response = response;
        _cancellationToken = cancellationToken;
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _cancel = cancellationToken.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _silence);
        _body = new WatchdogStream(body, _silence, options.SilenceTimeout, options.MaxFrameBytes, time);
        _parser = SseParser.Create(_body, static (_, data) => data.ToArray());
        _frames = _parser.EnumerateAsync(_silence.Token).GetAsyncEnumerator(_silence.Token);
    }

    /// <summary>How long the server asks to wait before the next connection; null: the server doesn't ask.</summary>
    public TimeSpan? Retry => _parser.ReconnectionInterval >= TimeSpan.Zero ? _parser.ReconnectionInterval : null;

    /// <returns>The connection, or null when the server answers that no event will follow the cursor.</returns>
    /// <exception cref="JobApiException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached, or the connection broke.</exception>
    /// <exception cref="IOException">The server did not answer, or the answer is not an event stream.</exception>
    public static async Task<StreamConnection?> OpenAsync(
        HttpClient http, Uri stream, EventId cursor, JobStreamClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, stream);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Text.EventStream));
        request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        if (!cursor.IsNone)
        {
            request.Headers.Add("Last-Event-ID", cursor.ToString());
        }

        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode == HttpStatusCode.NoContent)
            {
                return null;
            }

            if (!response.IsSuccessStatusCode)
            {
                throw await JobApiException.ReadAsync(response, time, either.Token);
            }

            if (response.Content.Headers.ContentType?.MediaType != MediaTypeNames.Text.EventStream)
            {
                throw new IOException($"it answered with {response.Content.Headers.ContentType?.MediaType ?? "no type"} instead of an event stream");
            }

            var connection = new StreamConnection(response, await response.Content.ReadAsStreamAsync(either.Token), options, time, cancellationToken);
            response = null;
            return connection;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("it did not answer in time", e);
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <summary>The next frame, or null when the server has ended the stream.</summary>
    /// <exception cref="IOException">The connection broke, or was silent for too long.</exception>
    /// <exception cref="InvalidDataException">A frame is longer than allowed.</exception>
    public async ValueTask<SseItem<byte[]>?> NextAsync()
    {
        try
        {
            if (!await _frames.MoveNextAsync())
            {
                return null;
            }
        }
        catch (OperationCanceledException e) when (!_cancellationToken.IsCancellationRequested)
        {
            throw new IOException("it was silent for too long", e);
        }

        _body.FrameRead();
        return _frames.Current;
    }

    public async ValueTask DisposeAsync()
    {
        await _cancel.DisposeAsync();
        await _frames.DisposeAsync();
        _response.Dispose();
        await _body.DisposeAsync();
        _silence.Dispose();
    }
}
