using AspireStreaming.Edge.Sse;

namespace AspireStreaming.Edge.Ops;

/// <summary>Lists open streams. Of thousands it makes reports for a few only.</summary>
internal static class StreamAudit
{
    /// <summary>The slowest first: those that have been behind for the longest time, then those with the most events to send.</summary>
    public static IReadOnlyList<StreamLag> Slowest(IEnumerable<StreamLag> streams, int most)
    {
        var slowest = new PriorityQueue<StreamLag, StreamLag>(most + 1, BySlowness);
        foreach (var stream in streams)
        {
            if (slowest.Count < most)
            {
                slowest.Enqueue(stream, stream);
            }
            else
            {
                slowest.EnqueueDequeue(stream, stream); // drops the fastest
            }
        }

        return [.. slowest.UnorderedItems.Select(item => item.Element).OrderDescending(BySlowness)];
    }

    /// <summary>A page in the order in which the streams were opened: it misses no stream that stays open while a client pages.</summary>
    /// <param name="after">The number of the last stream of the page before; 0 for the first page.</param>
    /// <param name="limit">1 or more.</param>
    /// <returns>The page, and whether streams follow it.</returns>
    public static (IReadOnlyList<StreamLag> Page, bool More) Page(IEnumerable<StreamLag> streams, long after, int limit)
    {
        var first = new PriorityQueue<StreamLag, long>(limit + 2, Comparer<long>.Create((a, b) => b.CompareTo(a)));
        foreach (var stream in streams)
        {
            if (stream.Stream.Number <= after)
            {
                continue;
            }

            if (first.Count <= limit)
            {
                first.Enqueue(stream, stream.Stream.Number);
            }
            else
            {
                first.EnqueueDequeue(stream, stream.Stream.Number); // drops the last
            }
        }

        bool more = first.Count > limit;
        return ([.. first.UnorderedItems.Select(item => item.Element).OrderBy(lag => lag.Stream.Number).Take(limit)], more);
    }

    private static readonly Comparer<StreamLag> BySlowness = Comparer<StreamLag>.Create((a, b) =>
        a.Time.CompareTo(b.Time) is not 0 and var time ? time
        : a.Events.CompareTo(b.Events) is not 0 and var events ? events
        : b.Stream.Number.CompareTo(a.Stream.Number));
}
