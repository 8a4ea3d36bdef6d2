using Microsoft.Extensions.Logging;

namespace AspireStreaming.Streaming.Execution;

/// <summary>Renews a claim, and reports what ends the job early: a cancel request, or the loss of the lease.</summary>
internal sealed class ClaimHold(
    QueueClaim claim, IJobQueue queue, IJobControl control, TimeSpan lease, ILogger logger) : IDisposable
{
    /// <summary>Most short jobs end before it: they need no subscription. Each append tells of a cancel request too.</summary>
    private static readonly TimeSpan ListenAfter = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _canceled = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _look = new(0);
    private IAsyncDisposable? _watch;
    private Task _canceling = Task.CompletedTask;
    private int _cancelAsked;
    private Task _keeping = Task.CompletedTask;
    private Task _listening = Task.CompletedTask;

    private TimeSpan Interval => TimeSpan.FromTicks(Math.Min(lease.Ticks / 4, TimeSpan.FromSeconds(1).Ticks));

    /// <summary>A cancel was requested.</summary>
    public CancellationToken Canceled => _canceled.Token;

    /// <summary>Another worker holds the claim.</summary>
    public CancellationToken Lost => _lost.Token;

    public string CancelReason { get; private set; } = "canceled";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _keeping = Task.Run(KeepAsync, CancellationToken.None);
        _listening = Task.Run(ListenAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        _look.Release();
        await _keeping;
        await _listening;
        if (_watch is not null)
        {
            await _watch.DisposeAsync();
        }

        Interlocked.Exchange(ref _cancelAsked, 1); // a request after this is too late
        await _canceling;
    }

    /// <summary>The log reported a cancel request: reads its reason at once, not at the next renewal.</summary>
    public void LookNow()
    {
        if (!_canceled.IsCancellationRequested && _look.CurrentCount == 0)
        {
            _look.Release();
        }
    }

    /// <summary>Asks the queue whether the claim is still valid.</summary>
    public async Task<bool> IsHeldAsync(CancellationToken cancellationToken) =>
        !_lost.IsCancellationRequested && await queue.RenewAsync(claim, cancellationToken);

    /// <summary>Asks the queue whether another claim on the job is the valid one.</summary>
    public Task<bool> IsDoubleAsync(CancellationToken cancellationToken) => queue.IsDoubleAsync(claim, cancellationToken);

    /// <summary>What to do after another attempt has begun: the worker with the valid claim ends the job.</summary>
    public async Task<ExecutionOutcome> GiveWayAsync(CancellationToken cancellationToken)
    {
        if (!await IsHeldAsync(cancellationToken))
        {
            return ExecutionOutcome.Lost;
        }

        return await IsDoubleAsync(cancellationToken)
            ? ExecutionOutcome.Ended // for this claim: the job continues under the other one
            : ExecutionOutcome.HandedBack; // fenced by an attempt without the claim, such as a late first try of this worker
    }

    public void Dispose()
    {
        _look.Dispose();
        _canceled.Dispose();
        _lost.Dispose();
        _stop.Dispose();
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await _look.WaitAsync(Interval); // first: the claim is new, and the begin of the attempt tells of an earlier cancel request
                if (_stop.IsCancellationRequested)
                {
                    return;
                }

                try
                {
                    if (!await queue.RenewAsync(claim, _stop.Token))
                    {
                        await _lost.CancelAsync();
                        return;
                    }

                    if (await control.GetCancelAsync(claim.JobId, _stop.Token) is { } reason)
                    {
                        Cancel(reason);
                    }
                }
                catch (StoreUnavailableException e)
                {
                    // When the store is back, the fence decides which worker may write; until then the work continues.
                    logger.LogDebug("The claim on job {JobId} can't be renewed: {Reason}", claim.JobId, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The job has ended.
        }
    }

    /// <summary>Receives a cancel request at once. Runs in parallel with the renewal, which must not wait for it.</summary>
    private async Task ListenAsync()
    {
        await Task.Delay(ListenAfter, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            while (_watch is null && !_stop.IsCancellationRequested)
            {
                try
                {
                    _watch = await control.WatchCancelAsync(claim.JobId, Cancel, _stop.Token);
                    LookNow(); // for requests made before the subscription
                }
                catch (StoreUnavailableException)
                {
                    await Task.Delay(Interval, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The job has ended.
        }
    }

    private void Cancel(string reason)
    {
        if (Interlocked.Exchange(ref _cancelAsked, 1) == 0)
        {
            CancelReason = reason;
            // On another thread, because the caller is a thread of the client library.
            _canceling = _canceled.CancelAsync();
        }
    }
}
