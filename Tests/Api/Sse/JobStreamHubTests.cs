using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Tests.Api.Sse;

public sealed class JobStreamHubTests
{
    [Fact]
    public async Task FewPagesAreReadAtATimeAndACanceledReadFreesItsPlace()
    {
        await using var store = TestStore.Memory();
        var job = await TestJob.StartAsync(store);
        var log = new SlowLog(store.Log);
        using var hub = TestHub.Over(log);
        int few = 2 * Environment.ProcessorCount;

        using var leaving = new CancellationTokenSource();
        var first = Enumerable.Range(0, few).Select(_ => ReadAsync(leaving.Token)).ToList();
        var waiting = ReadAsync(leaving.Token);
        var others = Enumerable.Range(0, 5 * few).Select(_ => ReadAsync(CancellationToken.None)).ToList();
        Assert.Equal(few, log.Readers);

        await leaving.CancelAsync();
        foreach (var read in first.Append(waiting))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        }

        log.Go.SetResult();
        foreach (var read in others)
        {
            Assert.Equal(job.Log.Count, (await read).Count);
        }

        Assert.Equal(few, log.MostReaders);

        Task<IReadOnlyList<JobEvent>> ReadAsync(CancellationToken cancellationToken) => hub.ReadPageAsync(job.Id, EventId.None, 100, cancellationToken).AsTask();
    }

    [Fact]
    public async Task HalfOfTheCoresServeHistoryAndATurnThatEndsGoesToTheNextWatcher()
    {
        await using var store = TestStore.Memory();
        using var hub = TestHub.Over(store.Log);
        int half = Math.Max(1, Environment.ProcessorCount / 2);
        var turns = Enumerable.Range(0, half + 2).Select(_ => hub.TakeTurnAsync(CancellationToken.None)).ToList();
        Assert.All(turns[..half], turn => Assert.True(turn.IsCompletedSuccessfully));
        Assert.All(turns[half..], turn => Assert.False(turn.IsCompleted));

        hub.EndTurn();
        await turns[half];
        Assert.False(turns[half + 1].IsCompleted);
    }

    [Fact]
    public async Task WhatAStreamHasSentCountsBeforeAndAfterItsEndAndWhileItHasNoSeat()
    {
        await using var store = TestStore.Memory();
        using var hub = TestHub.Over(store.Log);
        var job = await TestJob.StartAsync(store);
        var open = new OpenStream(new Watcher(), new StreamOrigin("", default), job.Id, NativeDialect.Instance, EventId.None, default);
        hub.Begin(open);
        var seat = hub.Acquire(job.Id, NativeDialect.Instance, EventId.None, open);
        open.Sent(new EventId(1, 5), new EventId(1, 5));
        Assert.Equal(5, hub.Delivered);

        await hub.ReleaseAsync(seat); // as during a reset
        Assert.Equal(5, hub.Delivered);
        hub.End(open, StreamEnd.Gone);
        Assert.Equal(5, hub.Delivered);
        hub.End(open, StreamEnd.ClientLeft);
        Assert.Equal((5, StreamEnd.Gone), (hub.Delivered, open.End));
    }

    /// <summary>A log whose readers wait until the test releases them.</summary>
    private sealed class SlowLog(IJobLog log) : IJobLog
    {
        private int _readers;
        private int _most;

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Readers => Volatile.Read(ref _readers);

        public int MostReaders => Volatile.Read(ref _most);

        public async Task<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken)
        {
            int now = Interlocked.Increment(ref _readers);
            InterlockedMax(now);
            try
            {
                await Go.Task.WaitAsync(cancellationToken);
                return await log.ReadAsync(jobId, after, limit, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _readers);
            }
        }

        public Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken) => log.AppendAsync(append, cancellationToken);

        public IAsyncEnumerable<IReadOnlyList<JobEvent>> TailAsync(Guid jobId, EventId after, CancellationToken cancellationToken) => log.TailAsync(jobId, after, cancellationToken);

        private void InterlockedMax(int now)
        {
            for (int most = _most; now > most; most = _most)
            {
                Interlocked.CompareExchange(ref _most, now, most);
            }
        }
    }
}
