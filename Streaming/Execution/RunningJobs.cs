using System.Collections.Concurrent;

namespace AspireStreaming.Streaming.Execution;

/// <summary>The jobs that this worker executes.</summary>
internal sealed class RunningJobs
{
    /// <summary>Each with whether its step shows no sign of life.</summary>
    private readonly ConcurrentDictionary<Guid, bool> _running = new();

    public IReadOnlyList<Guid> Running => [.. _running.Keys];

    /// <summary>The jobs whose step shows no sign of life.</summary>
    public IReadOnlyList<Guid> Silent => [.. _running.Where(job => job.Value).Select(job => job.Key)];

    public void Add(Guid jobId) => _running[jobId] = false;

    public void Remove(Guid jobId) => _running.TryRemove(jobId, out _);

    /// <summary>Notes whether the step of a job shows signs of life. Does nothing for a job that does not run any more.</summary>
    public void SetSilent(Guid jobId, bool silent) => _running.TryUpdate(jobId, silent, !silent);
}
