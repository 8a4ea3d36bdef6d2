using AspireStreaming.Edge.Ops;

namespace AspireStreaming.Tests.Api.Ops;

public sealed class StreamAuditTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void TheSlowestComeFirst(int count)
    {
        var lags = OpenStreams.Lags(count);
        var expected = lags
            .OrderByDescending(lag => lag.Time).ThenByDescending(lag => lag.Events).ThenBy(lag => lag.Stream.Number)
            .Take(50).Select(lag => lag.Stream.Number);
        Assert.Equal(expected, StreamAudit.Slowest(lags, 50).Select(lag => lag.Stream.Number));
    }

    [Fact]
    public void PagesHaveEachStreamOnceAlsoWhenOthersOpenAndCloseMeanwhile()
    {
        var lags = OpenStreams.Lags(5_000);
        var stays = lags.Select(lag => lag.Stream.Number).Order().ToList();
        var random = new Random(1);
        var seen = new List<long>();
        long after = 0;
        for (bool more = true; more;)
        {
            var shuffled = lags.ToArray();
            random.Shuffle(shuffled); // streams are listed in no order
            (var page, more) = StreamAudit.Page(shuffled, after, 120);
            Assert.InRange(page.Count, 1, 120);
            Assert.Equal(more, page.Count == 120 && page[^1].Stream.Number < lags.Max(lag => lag.Stream.Number));
            seen.AddRange(page.Select(lag => lag.Stream.Number));
            after = seen[^1];

            var closed = lags[random.Next(lags.Count)];
            lags.Remove(closed);
            if (closed.Stream.Number > after)
            {
                stays.Remove(closed.Stream.Number);
            }

            if (seen.Count < 1_000)
            {
                lags.AddRange(OpenStreams.Lags(1));
                stays.Add(lags[^1].Stream.Number);
            }
        }

        Assert.Equal(stays, seen);
    }

    [Fact]
    public void APageAfterTheLastStreamIsEmpty()
    {
        Assert.Empty(StreamAudit.Page(OpenStreams.Lags(3), long.MaxValue, 10).Page);
        Assert.False(StreamAudit.Page([], 0, 1).More);
    }
}
