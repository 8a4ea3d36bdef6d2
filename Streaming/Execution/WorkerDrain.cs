using Microsoft.Extensions.Logging;

namespace AspireStreaming.Streaming.Execution;

/// <summary>Whether this worker drains: it finishes the jobs that it has and claims no other ones. It lasts until the process ends.</summary>
internal sealed class WorkerDrain(ILogger<WorkerDrain> logger) : IDisposable
{
    private readonly SemaphoreSlim _claiming = new(1);
    private volatile bool _draining;

    public bool IsDraining => _draining;

    /// <summary>Begins or ends to drain. No claim is under way when this returns.</summary>
    public async Task SetAsync(bool draining, CancellationToken cancellationToken)
    {
        if (_draining != draining)
        {
            logger.LogInformation("This worker {Change}", draining ? "drains: it claims no more jobs" : "claims jobs again");
        }

        _draining = draining;
        await _claiming.WaitAsync(cancellationToken);
        _claiming.Release();
    }

    /// <summary>Claims, unless this worker drains.</summary>
    public async Task<IReadOnlyList<QueueClaim>> ClaimAsync(Func<Task<IReadOnlyList<QueueClaim>>> claim, CancellationToken cancellationToken)
    {
        await _claiming.WaitAsync(cancellationToken);
        try
        {
            return _draining ? [] : await claim();
        }
        finally
        {
            _claiming.Release();
        }
    }

    public void Dispose() => _claiming.Dispose();
}
