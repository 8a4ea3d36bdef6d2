using AspireStreaming.Streaming;

namespace AspireStreaming.Worker.Execution;

/// <summary>Keeps a claim by renewing it, and listens for what ends it early: a cancel request, or the loss of the lease.</summary>
internal sealed class ClaimHold(
    QueueClaim claim, IJobQueue queue, IJobControl control, TimeSpan lease, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _canceled = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private IAsyncDisposable? _watch;
    private Task _loop = Task.CompletedTask;

    /// <summary>Somebody asked for the job to end.</summary>
    public CancellationToken Canceled => _canceled.Token;

    /// <summary>The claim is another worker's.</summary>
    public CancellationToken Lost => _lost.Token;

    public string CancelReason { get; private set; } = "canceled";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _loop = Task.Run(LoopAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        if (_watch is not null)
        {
            await _watch.DisposeAsync();
        }
    }

    /// <summary>Looks for a cancel request now: the log has said that there is one.</summary>
    public void Cancel(string? reason)
    {
        if (!_canceled.IsCancellationRequested)
        {
            CancelReason = reason ?? CancelReason;
            // On another thread: the call may come from deep inside a client library or the writer.
            _ = Task.Run(() => Signal(_canceled), CancellationToken.None);
        }
    }

    /// <summary>Asks the queue whether the claim still stands.</summary>
    public async Task<bool> IsHeldAsync(CancellationToken cancellationToken) =>
        !_lost.IsCancellationRequested && await queue.RenewAsync(claim, cancellationToken);

    public void Dispose()
    {
        _canceled.Dispose();
        _lost.Dispose();
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        var interval = TimeSpan.FromTicks(Math.Min(lease.Ticks / 4, TimeSpan.FromSeconds(1).Ticks));
        try
        {
            while (true)
            {
                try
                {
                    _watch ??= await control.WatchCancelAsync(claim.JobId, Cancel, _stop.Token);
                    if (!await queue.RenewAsync(claim, _stop.Token))
                    {
                        Signal(_lost);
                        return;
                    }

                    if (await control.GetCancelAsync(claim.JobId, _stop.Token) is { } reason)
                    {
                        Cancel(reason);
                    }
                }
                catch (StoreUnavailableException e)
                {
                    // The fence decides who may write once the store is back; until then there is no reason to stop working.
                    logger.LogDebug("The claim on job {JobId} can't be renewed: {Reason}", claim.JobId, e.Message);
                }

                await Task.Delay(interval, time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The job has ended.
        }
    }

    private static void Signal(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The job ended at this very moment.
        }
    }
}
