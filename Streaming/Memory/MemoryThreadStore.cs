namespace AspireStreaming.Streaming.Memory;

internal sealed class MemoryThreadStore : IThreadStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(JobOwner? Owner, string Thread), List<Guid>> _threads = [];

    public Task AddAsync(JobOwner? owner, string thread, Guid jobId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_threads.TryGetValue((owner, thread), out var jobs))
            {
                _threads[(owner, thread)] = jobs = [];
            }

            if (!jobs.Contains(jobId))
            {
                jobs.Add(jobId);
                jobs.RemoveRange(0, Math.Max(0, jobs.Count - IThreadStore.MostJobs));
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Guid>> ListAsync(JobOwner? owner, string thread, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            IReadOnlyList<Guid> jobs = _threads.TryGetValue((owner, thread), out var all) ? [.. Enumerable.Reverse(all).Take(limit)] : [];
            return Task.FromResult(jobs);
        }
    }
}
