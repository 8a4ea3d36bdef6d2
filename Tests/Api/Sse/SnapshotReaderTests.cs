using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Sse;

/// <summary>A state with many requests is folded once, and is always the current state of the log.</summary>
public sealed class SnapshotReaderTests
{
    [Fact]
    public async Task AThousandRequestsReadTheLogOnce()
    {
        await using var store = TestStore.Memory();
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Metrics(3000));
        var log = new CountingLog(store.Log);
        using var reader = new SnapshotReader(log, store.Time);

        var frames = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Task.Run(() => reader.EncodeAsync(job.Id, NativeDialect.Instance, "reset", default))));

        Assert.Equal(job.Seq, log.Events);
        Assert.All(frames, frame => Assert.Same(frames[0], frame));
        Assert.Equal(job.Last, frames[0].Last);

        await job.AppendAsync(store, job.Metrics(5));
        var later = await reader.EncodeAsync(job.Id, NativeDialect.Instance, "reset", default);
        Assert.Equal((job.Last, job.Seq), (later.Last, log.Events));
        Assert.Equal(SnapshotReducer.Fold(job.Id, job.Log).Digest, (await reader.ReadAsync(job.Id, null, default)).Digest);
    }

    [Fact]
    public async Task TheStateOfADeletedLogIsNotKept()
    {
        await using var store = TestStore.Memory();
        var job = await TestJob.StartAsync(store);
        using var reader = new SnapshotReader(store.Log, store.Time);
        Assert.Equal(1, (await reader.ReadAsync(job.Id, null, default)).EventCount);
        await job.AppendAsync(store, job.Done());
        Assert.Equal(JobStatus.Completed, (await reader.ReadAsync(job.Id, null, default)).Status);

        Assert.True(await store.Jobs.DeleteAsync(job.Id, default));

        Assert.True((await reader.EncodeAsync(job.Id, NativeDialect.Instance, "reset", default)).Last.IsNone);
        Assert.Equal(0, (await reader.ReadAsync(job.Id, null, default)).EventCount);
    }

    [Fact]
    public async Task ACanceledRequestDoesNotAffectTheOthers()
    {
        await using var store = TestStore.Memory();
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Metrics(2500));
        using var reader = new SnapshotReader(store.Log, store.Time);
        using var left = new CancellationTokenSource();
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.ReadAsync(job.Id, null, left.Token));
        Assert.Equal(SnapshotReducer.Fold(job.Id, job.Log).Digest, (await reader.ReadAsync(job.Id, null, default)).Digest);
    }

    private sealed class CountingLog(IJobLog inner) : IJobLog
    {
        private long _events;

        public long Events => Interlocked.Read(ref _events);

        public Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken) => inner.AppendAsync(append, cancellationToken);

        public async Task<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken)
        {
            var page = await inner.ReadAsync(jobId, after, limit, cancellationToken);
            Interlocked.Add(ref _events, page.Count);
            return page;
        }

        public IAsyncEnumerable<IReadOnlyList<JobEvent>> TailAsync(Guid jobId, EventId after, CancellationToken cancellationToken) =>
            inner.TailAsync(jobId, after, cancellationToken);
    }
}
