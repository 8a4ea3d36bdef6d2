using System.Net;

namespace AspireStreaming.Tests.Support;

/// <summary>
/// Watches as a browser's EventSource does behind a load balancer: after a stream's end or break it waits as it was told and goes on
/// at another replica, with the id that it saw last; any answer but 200 closes it for good.
/// </summary>
internal sealed class FaithfulWatcher(IReadOnlyList<JobClient> replicas, Guid jobId, int first)
{
    private readonly List<SseFrame> _events = [];
    private int _retry = 1000;

    /// <summary>How often it had to connect.</summary>
    public int Connects { get; private set; }

    /// <returns>All events, when the server says that nothing more will come.</returns>
    public async Task<List<SseFrame>> RunAsync()
    {
        var patience = Logs.Patience(120);
        for (int replica = first; ; replica++)
        {
            patience.ThrowIfCancellationRequested();
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
                // Refused or broken: to a browser the same as the end.
            }

            await Task.Delay(_retry, patience);
        }
    }
}
