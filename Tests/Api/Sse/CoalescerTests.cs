using AspireStreaming.Edge.Sse;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Sse;

public sealed class CoalescerTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(10);

    private readonly ManualTimeProvider _time = new();
    private int _calls;

    [Fact]
    public void TheFirstCallAfterAQuietTimeRunsAtOnceAndTheNextCallsAreCombined()
    {
        using var coalescer = new Coalescer(() => _calls++, Window, _time);
        coalescer.Call();
        Assert.Equal(1, _calls);

        coalescer.Call();
        coalescer.Call();
        Assert.Equal(1, _calls);

        _time.Advance(Window);
        Assert.Equal(2, _calls);

        _time.Advance(Window);
        Assert.Equal(2, _calls); // there was no call in between
        coalescer.Call();
        Assert.Equal(3, _calls);
    }

    [Fact]
    public void WithoutAWindowEachCallRunsAtOnce()
    {
        using var coalescer = new Coalescer(() => _calls++, TimeSpan.Zero, _time);
        coalescer.Call();
        coalescer.Call();
        Assert.Equal(2, _calls);
    }
}
