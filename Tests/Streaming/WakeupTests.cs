using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Streaming;

public class WakeupTests
{
    [Fact]
    public async Task NoSignalIsLostBetweenManySignalersAndOneWaiter()
    {
        const int signalers = 4;
        const int each = 20_000;
        var wakeup = new Wakeup();
        int sent = 0;
        var work = Enumerable.Range(0, signalers).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < each; i++)
            {
                Interlocked.Increment(ref sent);
                wakeup.Signal();
            }
        })).ToList();

        // A look sees everything announced before it. After a lost signal this loop would wait for ever.
        int seen = 0;
        while (seen < signalers * each)
        {
            wakeup.Clear();
            seen = Volatile.Read(ref sent);
            if (seen < signalers * each)
            {
                await wakeup.WaitAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
            }
        }

        await Task.WhenAll(work);
    }

    [Fact]
    public async Task ASignalBeforeTheWaitCompletesItAtOnce()
    {
        var wakeup = new Wakeup();
        wakeup.Clear();
        wakeup.Signal();
        wakeup.Signal();
        Assert.True(wakeup.WaitAsync().AsTask().IsCompleted);

        wakeup.Clear();
        var wait = wakeup.WaitAsync().AsTask();
        Assert.False(wait.IsCompleted);
        wakeup.Signal();
        await wait;
    }
}
