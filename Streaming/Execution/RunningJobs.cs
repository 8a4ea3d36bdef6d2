using System.Collections.Concurrent;

namespace AspireStreaming.Streaming.Execution;

/// <summary>The jobs that this worker executes. One that was queued again may run twice for a moment, the first time without the right to write.</summary>
internal sealed class RunningJobs
{
    /// <summary>Each with its executions, and whether its step shows no sign of life.</summary>
    private readonly ConcurrentDictionary<Guid, (int Count, bool Silent)> _running = new();

    public IReadOnlyList<Guid> Running => [.. _running.Keys];

    /// <summary>The jobs whose step shows no sign of life.</summary>
    public IReadOnlyList<Guid> Silent => [.. _running.Where(job => job.Value.Silent).Select(job => job.Key)];

    public void Add(Guid jobId) => _running.AddOrUpdate(jobId, (1, false), static (_, job) => (job.Count + 1, false));

    public void Remove(Guid jobId)
    {
        var left = _running.AddOrUpdate(jobId, default((int, bool)), static (_, job) => (job.Count - 1, job.Silent));
        if (left.Count <= 0)
        {
            _running.TryRemove(new(jobId, left)); // unless it was added again
        }
    }

    /// <summary>Notes whether the step of a job shows signs of life. Does nothing for a job that does not run any more.</summary>
    public void SetSilent(Guid jobId, bool silent)
    {
        if (_running.TryGetValue(jobId, out var job))
        {
            _running.TryUpdate(jobId, (job.Count, silent), job);
        }
    }
}
