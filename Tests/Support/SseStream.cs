using System.Diagnostics;
using System.Net;

namespace AspireStreaming.Tests.Support;

/// <summary>An open event stream, read frame by frame. Every wait is bounded, so a stream that stalls fails its test.</summary>
internal sealed class SseStream(HttpResponseMessage response, Stream body) : IDisposable
{
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(90);

    private readonly List<byte> _frame = [];
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _at;
    private int _end;

    public HttpResponseMessage Response => response;

    /// <summary>The bytes after the last whole frame: not empty when the stream was cut within a frame.</summary>
    public int Torn => _frame.Count;

    public static async Task<SseStream> OpenAsync(HttpClient http, HttpRequestMessage request)
    {
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(WaitLimit);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NoContent))
        {
            Assert.Fail($"{request.RequestUri}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        return new SseStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <returns>The next frame, or null when the server has ended the stream.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<SseFrame?> NextAsync()
    {
        while (true)
        {
            while (_at < _end)
            {
                _frame.Add(_buffer[_at++]);
                if (_frame is [.., (byte)'\n', (byte)'\n'])
                {
                    var frame = new SseFrame([.. _frame]);
                    _frame.Clear();
                    return frame;
                }
            }

            using var deadline = new CancellationTokenSource(WaitLimit);
            try
            {
                (_at, _end) = (0, await body.ReadAsync(_buffer, deadline.Token));
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Nothing came for {WaitLimit.TotalSeconds} s.");
            }

            if (_end == 0)
            {
                return null;
            }
        }
    }

    /// <summary>All events (frames with an id) up to and including the first that matches, or to the stream's end.</summary>
    public async Task<List<SseFrame>> EventsAsync(Func<SseFrame, bool>? last = null)
    {
        var events = new List<SseFrame>();
        long since = Stopwatch.GetTimestamp();
        while (await NextAsync() is { } frame)
        {
            if (frame.Id is null)
            {
                Assert.True(Stopwatch.GetElapsedTime(since) < WaitLimit, $"Nothing but heartbeats came for {WaitLimit.TotalSeconds} s, after {events.LastOrDefault()}");
                continue;
            }

            since = Stopwatch.GetTimestamp();
            events.Add(frame);
            if (last?.Invoke(frame) == true)
            {
                return events;
            }
        }

        Assert.True(last is null, $"The stream ended without what was waited for, after {events.LastOrDefault()}");
        return events;
    }

    public void Dispose() => response.Dispose();
}
