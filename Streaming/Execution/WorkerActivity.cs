namespace AspireStreaming.Streaming.Execution;

/// <summary>What this worker does, for its heartbeat.</summary>
internal sealed class WorkerActivity(RunningJobs running, WorkerSlots slots, WorkerDrain drain, IEnumerable<IPipeline> pipelines) : INodeActivity
{
    public IReadOnlyList<Guid> Running => running.Running;

    public IReadOnlyList<string> Pipelines { get; } = [.. pipelines.Select(pipeline => pipeline.Descriptor.Name)];

    public int Watchers => 0;

    public NodeInfo Complete(NodeInfo node) => node with
    {
        Slots = slots.Total,
        LostSlots = slots.Lost,
        Draining = drain.IsDraining,
        Silent = running.Silent is { Count: > 0 } silent ? silent : null,
    };
}
