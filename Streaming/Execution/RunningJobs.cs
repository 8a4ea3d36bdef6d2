using System.Collections.Concurrent;

namespace AspireStreaming.Streaming.Execution;

/// <summary>The jobs that this worker executes.</summary>
internal sealed class RunningJobs(IEnumerable<IPipeline> pipelines) : INodeActivity
{
    private readonly ConcurrentDictionary<Guid, byte> _running = new();

    public IReadOnlyList<Guid> Running => [.. _running.Keys];

    public IReadOnlyList<string> Pipelines { get; } = [.. pipelines.Select(pipeline => pipeline.Descriptor.Name)];

    public int Watchers => 0;

    public void Add(Guid jobId) => _running[jobId] = 0;

    public void Remove(Guid jobId) => _running.TryRemove(jobId, out _);
}
