using Aspire.Hosting.ApplicationModel;
using AspireStreaming.Hosting;

namespace AspireStreaming.Tests.AppHost;

public sealed class ProcessHistoryTests
{
    private readonly ProcessHistory _process = new();

    [Theory]
    [InlineData("Finished")]
    [InlineData("Exited")]
    [InlineData("FailedToStart")]
    public void AnEndWithoutACommandIsACrash(string state)
    {
        Assert.Null(_process.Take(KnownResourceStates.Starting));
        Assert.Null(_process.Take(KnownResourceStates.Running));
        Assert.NotNull(_process.Take(state));
        Assert.Null(_process.Take(state)); // the same state reported again is not another crash
    }

    [Fact]
    public void AStopOnCommandIsNoCrash()
    {
        _process.Take(KnownResourceStates.Running);
        Assert.Null(_process.Take(KnownResourceStates.Stopping));
        Assert.Null(_process.Take(KnownResourceStates.Finished));
    }

    [Fact]
    public void TheDelayDoublesWithEachCrashInARowUpToThirtySeconds()
    {
        double expected = 0.25;
        for (int crash = 0; crash < 20; crash++)
        {
            _process.Take(KnownResourceStates.Running);
            double delay = _process.Take(KnownResourceStates.Exited)!.Value.TotalSeconds;
            Assert.InRange(delay, expected * 0.75, expected * 1.25);
            expected = Math.Min(30, expected * 2);
        }
    }
}
