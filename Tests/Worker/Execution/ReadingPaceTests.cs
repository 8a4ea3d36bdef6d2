using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Worker.Execution;

public sealed class ReadingPaceTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ReadingPace _pace;

    public ReadingPaceTests() => _pace = new ReadingPace(100, _time);

    [Fact]
    public async Task AnEventWaitsUntilThoseBeforeItHaveBeenRead()
    {
        Assert.Equal(TimeSpan.Zero, await WaitAsync(Insight(150)));
        var second = WaitAsync(Token(50));
        var third = WaitAsync(Insight(30));
        Assert.False(second.IsCompleted || third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(TimeSpan.FromSeconds(1.5), await second);
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(TimeSpan.FromSeconds(2), await third);
        _time.Advance(TimeSpan.FromSeconds(10)); // the worker was slower than the reader: nothing more is added
        Assert.Equal(TimeSpan.Zero, await WaitAsync(Token(10)));
    }

    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(100, 1)]
    [InlineData(5_000, 2.4)]
    public async Task OfALongEventOnlyTheBeginningIsWaitedFor(int characters, double seconds)
    {
        await WaitAsync(Insight(characters));
        var next = WaitAsync(Token(1));
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await next;
    }

    [Fact]
    public async Task ACancelEndsTheWait()
    {
        using var cancel = new CancellationTokenSource();
        await WaitAsync(Insight(100));
        var waiting = _pace.WaitAsync([Token(1)], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private Task<TimeSpan> WaitAsync(EventPayload payload) => _pace.WaitAsync([payload], CancellationToken.None).AsTask();

    private static InsightEmittedEvent Insight(int characters) => new("i", "c", Importance.Low, new string('x', characters), "s");

    private static TokenEvent Token(int characters) => new("t", new string('x', characters), 0);
}
