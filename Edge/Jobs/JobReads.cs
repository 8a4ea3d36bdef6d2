using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Jobs;

/// <summary>
/// Reads jobs. Requests for a job that come while it is being read share the next read of it: after a restart, thousands of watchers of one job
/// come back at once. No request is answered by a read that began before it.
/// </summary>
/// <param name="read">Reads a job from the store.</param>
internal sealed class JobReads(Func<Guid, CancellationToken, Task<JobRecord?>> read)
{
    private readonly Lock _lock = new();

    /// <summary>The jobs that are being read, and the read that follows.</summary>
    private readonly Dictionary<Guid, TaskCompletionSource<JobRecord?>?> _running = [];

    /// <returns>Null when there is no such job.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public Task<JobRecord?> ReadAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(jobId, out var next))
            {
                // One requester may leave. The others, and the reads after this one, must not go on within its thread.
                next ??= _running[jobId] = new TaskCompletionSource<JobRecord?>(TaskCreationOptions.RunContinuationsAsynchronously);
                return next.Task.WaitAsync(cancellationToken);
            }

            _running.Add(jobId, null);
        }

        return RunAsync(jobId, cancellationToken);
    }

    private async Task<JobRecord?> RunAsync(Guid jobId, CancellationToken cancellationToken)
    {
        try
        {
            return await read(jobId, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                if (_running.Remove(jobId, out var next) && next is not null)
                {
                    _running.Add(jobId, null);
                    // Outside of the trace of this request.
                    ThreadPool.UnsafeQueueUserWorkItem(static follow => _ = follow.Reads.FollowAsync(follow.JobId, follow.Next), (Reads: this, JobId: jobId, Next: next), preferLocal: true);
                }
            }
        }
    }

    private async Task FollowAsync(Guid jobId, TaskCompletionSource<JobRecord?> waiting)
    {
        try
        {
            waiting.SetResult(await RunAsync(jobId, CancellationToken.None));
        }
        catch (Exception e)
        {
            waiting.SetException(e);
        }
    }
}
