using System.Net;

namespace AspireStreaming.Tests.Support;

/// <summary>
/// Watches as a browser's EventSource does behind a load balancer. After the end or a break of a stream it waits for the retry delay
/// and continues at another replica, with the last id that it saw. Any answer but 200 ends the watch.
/// </summary>
internal sealed class FaithfulWatcher(IReadOnlyList<JobClient> replicas, Guid jobId, int first)
{
    private readonly List<SseFrame> _events = [];
    private int _retry = 1000;

    /// <summary>The number of connections.</summary>
    public int Connects { get; private set; }

    /// <returns>All events, when the server says that nothing more will come.</returns>
    public async Task<List<SseFrame>> RunAsync()
    {
        var deadline = Logs.Deadline(120);
        for (int replica = first; ; replica++)
        {
            deadline.ThrowIfCancellationRequested();
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{jobId}/stream");
                if (_events.Count > 0)
                {
                    request.Headers.TryAddWithoutValidation("Last-Event-ID", _events[^1].Id);
                }

                Connects++;
                using var stream = await SseStream.OpenAsync(replicas[replica % replicas.Count].Http, request); // fails on any error status
                if (stream.Response.StatusCode == HttpStatusCode.NoContent)
                {
                    return _events;
                }

                while (await stream.NextAsync() is { } frame)
                {
                    _retry = frame.Retry is null ? _retry : int.Parse(frame.Retry);
                    if (frame.Id is not null)
                    {
                        _events.Add(frame);
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // A browser treats a refused or broken connection like an end.
            }

            await Task.Delay(_retry, deadline);
        }
    }
}
