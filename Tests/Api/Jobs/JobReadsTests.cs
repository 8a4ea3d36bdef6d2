using System.Collections.Concurrent;
using System.Diagnostics;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Jobs;

public sealed class JobReadsTests
{
    private readonly Guid _job = Guid.NewGuid();
    private readonly ConcurrentQueue<Read> _begun = new();
    private readonly JobReads _reads;

    public JobReadsTests() => _reads = new JobReads((id, _) =>
    {
        var read = new Read(id, Activity.Current, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _begun.Enqueue(read);
        return read.Reply.Task;
    });

    [Fact]
    public async Task RequestsThatComeWhileAJobIsReadShareTheNextRead()
    {
        var first = ReadAsync();
        var others = Enumerable.Range(0, 1000).Select(_ => ReadAsync()).ToList();
        var job = await AnswerAsync(1);
        Assert.Same(job, await first);
        Assert.All(others, other => Assert.False(other.IsCompleted)); // the read had begun before they came
        job = await AnswerAsync(2);
        Assert.All(await Task.WhenAll(others), other => Assert.Same(job, other));
        _ = ReadAsync();
        Assert.Equal(3, _begun.Count);
    }

    [Fact]
    public async Task NoJobWaitsForAnother()
    {
        _ = ReadAsync();
        var other = _reads.ReadAsync(Guid.NewGuid(), default);
        Assert.Same(await AnswerAsync(2), await other);
    }

    [Fact]
    public async Task AnErrorIsThatOfItsReadOnly()
    {
        var (first, second) = (ReadAsync(), ReadAsync());
        _begun.Last().Reply.SetException(new StoreUnavailableException("away"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => first);
        Assert.Same(await AnswerAsync(2), await second);
        (first, second) = (ReadAsync(), ReadAsync());
        await AnswerAsync(3);
        await first;
        await BegunAsync(4);
        _begun.Last().Reply.SetException(new StoreUnavailableException("away"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => second);
    }

    [Fact]
    public async Task ARequesterThatLeavesEndsNoReadOfTheOthers()
    {
        using var leaving = new CancellationTokenSource();
        _ = ReadAsync();
        var (left, stays) = (_reads.ReadAsync(_job, leaving.Token), ReadAsync());
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await AnswerAsync(1);
        Assert.Same(await AnswerAsync(2), await stays);
    }

    [Fact]
    public async Task ASharedReadIsInNobodysTrace()
    {
        using (var request = new Activity("request").Start())
        {
            _ = ReadAsync();
            Assert.Same(request, _begun.Last().Span);
            _ = ReadAsync();
        }

        await AnswerAsync(1);
        await BegunAsync(2);
        Assert.Null(_begun.Last().Span);
    }

    private Task<JobRecord?> ReadAsync() => _reads.ReadAsync(_job, default);

    /// <summary>Ends the newest read, which is this one, with a job.</summary>
    private async Task<JobRecord> AnswerAsync(int number)
    {
        await BegunAsync(number);
        var read = _begun.Last();
        var job = new JobRecord(read.JobId, "p", JobStatus.Running, 1, number, 0, DateTimeOffset.UnixEpoch, null, null, false, null, null);
        read.Reply.SetResult(job);
        return job;
    }

    private Task BegunAsync(int reads) => Logs.EventuallyAsync(() => Task.FromResult(_begun.Count == reads), $"not {reads} reads");

    private sealed record Read(Guid JobId, Activity? Span, TaskCompletionSource<JobRecord?> Reply);
}
