using AspireStreaming.Edge.Sse;

namespace AspireStreaming.Tests.Api.Sse;

public sealed class HeadHistoryTests
{
    [Fact]
    public void APlaceIsBehindSinceTheFirstSampleWithALaterEvent()
    {
        var history = new HeadHistory();
        Assert.Null(history.PassedAt(0));
        history.Note(5, 100);
        history.Note(5, 200); // nothing new
        history.Note(9, 300);
        Assert.Equal(100, history.PassedAt(0));
        Assert.Equal(100, history.PassedAt(4));
        Assert.Equal(300, history.PassedAt(5));
        Assert.Equal(300, history.PassedAt(8));
        Assert.Null(history.PassedAt(9));
    }

    [Fact]
    public void ALongHistoryKeepsItsOldestSampleAndItsNewestOnes()
    {
        var history = new HeadHistory();
        for (int i = 1; i <= 10_000; i++)
        {
            history.Note(i, i);
        }

        Assert.Equal(1, history.PassedAt(0));
        Assert.Equal(10_000, history.PassedAt(9_999));
        Assert.InRange(history.PassedAt(5_000)!.Value, 5_001, 10_000); // never earlier than it was
        Assert.Null(history.PassedAt(10_000));
    }
}
