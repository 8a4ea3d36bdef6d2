namespace AspireStreaming.Streaming.Memory;

internal sealed class MemoryJobControl(MemoryJobs jobs) : IJobControl
{
    public Task<CancelOutcome> RequestCancelAsync(Guid jobId, string reason, CancellationToken cancellationToken)
    {
        List<Action<string>> watchers;
        lock (jobs.Lock)
        {
            if (!jobs.TryGet(jobId, out var job))
            {
                return Task.FromResult(CancelOutcome.NotFound);
            }

            if (job.Status.IsTerminal())
            {
                return Task.FromResult(CancelOutcome.AlreadyEnded);
            }

            job.CancelReason ??= reason;
            reason = job.CancelReason;
            watchers = [.. jobs.CancelWatchers.GetValueOrDefault(jobId, [])];
        }

        watchers.ForEach(watcher => watcher(reason));
        return Task.FromResult(CancelOutcome.Requested);
    }

    public Task<string?> GetCancelAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            return Task.FromResult(jobs.TryGet(jobId, out var job) ? job.CancelReason : null);
        }
    }

    public Task<IAsyncDisposable> WatchCancelAsync(Guid jobId, Action<string> requested, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            jobs.CancelWatchers.TryAdd(jobId, []);
            jobs.CancelWatchers[jobId].Add(requested);
        }

        return Task.FromResult<IAsyncDisposable>(new Watch(jobs, jobId, requested));
    }

    private sealed class Watch(MemoryJobs jobs, Guid jobId, Action<string> requested) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (jobs.Lock)
            {
                if (jobs.CancelWatchers.TryGetValue(jobId, out var watchers) && watchers.Remove(requested) && watchers.Count == 0)
                {
                    jobs.CancelWatchers.Remove(jobId);
                }
            }

            return ValueTask.CompletedTask;
        }
    }
}
