using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols;

/// <summary>The events that are in a log, from its start, one after the other.</summary>
internal sealed class LogEvents(PageReads pages, Guid jobId)
{
    private const int PageEvents = 500;

    private IReadOnlyList<JobEvent> _page = [];
    private int _next;
    private EventId _last;

    /// <returns>Null at the end of what is there.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async ValueTask<JobEvent?> NextAsync(CancellationToken cancellationToken)
    {
        if (_next == _page.Count)
        {
            try
            {
                (_page, _next) = (await pages.ReadAsync(jobId, _last, PageEvents, cancellationToken), 0);
            }
            catch (CursorNotFoundException)
            {
                return null;
            }

            if (_page.Count == 0)
            {
                return null;
            }
        }

        var e = _page[_next++];
        _last = e.Id;
        return e;
    }
}
