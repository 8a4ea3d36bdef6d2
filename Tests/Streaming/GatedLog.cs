using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Streaming;

/// <summary>The embedded log with a gate and with failures on request: the test chooses the time of an outage.</summary>
internal sealed class GatedLog(IJobLog log) : IJobLog
{
    private volatile TaskCompletionSource _gate = Opened();
    private int _calls;
    private int _failures;

    public int Calls => _calls;
    public int FailuresLeft => Math.Max(0, _failures);
    public int LargestAppend { get; private set; }
    public Exception? Defect { get; set; }

    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.TrySetResult();

    public void FailNext(int times) => _failures = times;

    public async Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (Defect is not null)
        {
            throw Defect;
        }

        LargestAppend = Math.Max(LargestAppend, append.Events.Sum(e => e.Data.Length));
        await _gate.Task.WaitAsync(cancellationToken);
        int failure = Interlocked.Decrement(ref _failures);
        if (failure >= 0 && failure % 2 == 0)
        {
            throw new StoreUnavailableException("away");
        }

        var result = await log.AppendAsync(append, cancellationToken);
        return failure >= 0 ? throw new StoreUnavailableException("the reply was lost") : result;
    }

    public Task<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken) =>
        log.ReadAsync(jobId, after, limit, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<JobEvent>> TailAsync(Guid jobId, EventId after, CancellationToken cancellationToken) =>
        log.TailAsync(jobId, after, cancellationToken);

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}
