using System.Collections.Concurrent;
using System.Diagnostics;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Tests.Api.Sse;

public sealed class PageReadsTests : IAsyncLifetime
{
    private static readonly int Few = 2 * Environment.ProcessorCount;

    private readonly TestStore _store = TestStore.Memory();
    private TestJob _job = null!;
    private SlowLog _log = null!;
    private PageReads _reads = null!;

    public async Task InitializeAsync()
    {
        _job = await TestJob.StartAsync(_store);
        _log = new SlowLog(_store.Log);
        _reads = new PageReads(_log);
    }

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [Fact]
    public async Task FewPagesAreReadAtATime()
    {
        var reads = Enumerable.Range(1, 5 * Few).Select(limit => ReadAsync(limit)).ToList();
        await _log.UntilReadersAsync(Few);
        _log.Go.SetResult();
        Assert.All(await Task.WhenAll(reads), page => Assert.Equal(_job.Log.Count, page.Count));
        Assert.Equal((Few, 5 * Few), (_log.MostReaders, _log.Limits.Count));
    }

    [Fact]
    public async Task WatchersThatWaitForTheSamePageShareOneRead()
    {
        await FillAsync();
        var same = Enumerable.Range(0, 1000).Select(_ => ReadAsync(100)).ToList();
        _log.Go.SetResult();
        Assert.All(await Task.WhenAll(same), page => Assert.Equal(_job.Log.Count, page.Count));
        Assert.Single(_log.Limits, 100);
    }

    [Fact]
    public async Task ARequestIsNotAnsweredByAReadThatBeganBeforeIt()
    {
        var before = ReadAsync(100);
        await _log.UntilReadersAsync(1);
        var after = ReadAsync(100);
        await _log.UntilReadersAsync(2);
        _log.Go.SetResult();
        await Task.WhenAll(before, after);
    }

    [Fact]
    public async Task AWatcherThatLeavesDoesNotEndTheReadOfTheOthersAndAReadThatNobodyWaitsForIsLeftOut()
    {
        await FillAsync();
        using var leaving = new CancellationTokenSource();
        var (left, stays, alone) = (ReadAsync(100, leaving.Token), ReadAsync(100), ReadAsync(200, leaving.Token));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone);

        var last = ReadAsync(300);
        _log.Go.SetResult();
        Assert.Equal(_job.Log.Count, (await stays).Count);
        await last;
        Assert.Single(_log.Limits, 100);
        Assert.DoesNotContain(200, _log.Limits);
    }

    [Fact]
    public async Task EachWatcherSeesTheErrorOfTheRead()
    {
        await FillAsync();
        var unknown = new EventId(7, 3);
        var reads = Enumerable.Range(0, 3).Select(_ => _reads.ReadAsync(_job.Id, unknown, 1, default).AsTask()).ToList();
        _log.Go.SetResult();
        foreach (var read in reads)
        {
            await Assert.ThrowsAsync<CursorNotFoundException>(() => read);
        }
    }

    [Fact]
    public async Task ASharedReadIsNotPartOfTheFirstRequestersTrace()
    {
        using (new Activity("request").Start())
        {
            _ = ReadAsync(100);
        }

        await _log.UntilReadersAsync(1);
        Assert.Equal([null], _log.Spans);
        _log.Go.SetResult();
    }

    /// <summary>Takes all places, so that the next reads wait.</summary>
    private async Task FillAsync()
    {
        for (int limit = 1; limit <= Few; limit++)
        {
            _ = ReadAsync(limit);
        }

        await _log.UntilReadersAsync(Few);
    }

    private Task<IReadOnlyList<JobEvent>> ReadAsync(int limit, CancellationToken cancellationToken = default) =>
        _reads.ReadAsync(_job.Id, EventId.None, limit, cancellationToken).AsTask();

    /// <summary>A log whose readers wait until the test releases them.</summary>
    private sealed class SlowLog(IJobLog log) : IJobLog
    {
        private int _readers;
        private int _most;

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The span that each read ran in.</summary>
        public ConcurrentBag<Activity?> Spans { get; } = [];

        /// <summary>The limit of each read.</summary>
        public ConcurrentBag<int> Limits { get; } = [];

        public int MostReaders => Volatile.Read(ref _most);

        public async Task UntilReadersAsync(int count)
        {
            for (var deadline = Logs.Deadline(60); Volatile.Read(ref _readers) < count; await Task.Delay(5, deadline))
            {
                // they start in other threads
            }
        }

        public async Task<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken)
        {
            Limits.Add(limit);
            Spans.Add(Activity.Current);
            int now = Interlocked.Increment(ref _readers);
            for (int most = _most; now > most; most = _most)
            {
                Interlocked.CompareExchange(ref _most, now, most);
            }

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
    }
}
