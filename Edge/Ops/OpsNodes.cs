using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Ops;

/// <summary>The live and the lost nodes of one moment.</summary>
internal sealed class OpsNodes(IReadOnlyList<NodeInfo> live, IReadOnlyList<NodeInfo> lost)
{
    private readonly Dictionary<Guid, string> _runs = ByJob(live);
    private readonly Dictionary<Guid, string> _ran = ByJob(lost);
    private readonly HashSet<Guid> _silent = [.. live.SelectMany(node => node.Silent ?? [])];

    public IReadOnlyList<NodeInfo> Live => live;

    /// <summary>Live nodes that serve streams and answer for them.</summary>
    public IEnumerable<NodeInfo> WithStreams => live.Where(node => node.Commands?.Contains(ReportCommand.CommandName) is true);

    /// <summary>Jobs that live nodes execute.</summary>
    public int Running => _runs.Count;

    /// <summary>Jobs that a node executes, or executed when it was lost.</summary>
    public IEnumerable<Guid> Jobs => _runs.Keys.Union(_ran.Keys);

    public static async Task<OpsNodes> ReadAsync(INodeRegistry registry, CancellationToken cancellationToken) =>
        new(await registry.ListAsync(cancellationToken), await registry.ListLostAsync(cancellationToken));

    /// <summary>The live node that executes the job; null when none does.</summary>
    public string? Runs(Guid jobId) => _runs.GetValueOrDefault(jobId);

    /// <summary>The lost node that executed the job; null when there is none.</summary>
    public string? Ran(Guid jobId) => _ran.GetValueOrDefault(jobId);

    public bool IsSilent(Guid jobId) => _silent.Contains(jobId);

    public bool HasWorkerFor(string pipeline) => live.Any(node => node.Executes(pipeline));

    /// <summary>The nodes, the lost ones first.</summary>
    /// <param name="jobs">The known ones of <see cref="Jobs"/>.</param>
    /// <param name="answered">Ids of the nodes that answered for their streams.</param>
    public IEnumerable<OpsNode> Describe(IReadOnlyDictionary<Guid, JobRecord> jobs, IReadOnlySet<string> answered) =>
        lost.OrderByDescending(node => node.SeenAt).Select(node => Describe(node, OpsNodeState.Lost, jobs, answered))
            .Concat(live.OrderBy(node => node.Kind, StringComparer.Ordinal).ThenBy(node => node.NodeId, StringComparer.Ordinal)
                .Select(node => Describe(node, node.Draining ? OpsNodeState.Draining : OpsNodeState.Live, jobs, answered)));

    private OpsNode Describe(NodeInfo node, OpsNodeState state, IReadOnlyDictionary<Guid, JobRecord> jobs, IReadOnlySet<string> answered)
    {
        bool serves = node.Commands?.Contains(ReportCommand.CommandName) is true;
        return new OpsNode(
            node.NodeId, node.Kind, node.Instance, node.Machine, node.ProcessId, state, node.StartedAt, node.SeenAt,
            node.Slots > 0, serves, state == OpsNodeState.Lost || !serves || answered.Contains(node.NodeId),
            node.Slots, node.LostSlots, node.Watchers, state == OpsNodeState.Lost ? 0 : node.EventsPerSecond, node.Pipelines ?? [],
            [.. node.Running.Select(id => new NodeJob(id, jobs.GetValueOrDefault(id)?.Pipeline, jobs.GetValueOrDefault(id)?.Status, Runs(id)))]);
    }

    private static Dictionary<Guid, string> ByJob(IReadOnlyList<NodeInfo> nodes)
    {
        var found = new Dictionary<Guid, string>();
        foreach (var node in nodes.OrderBy(node => node.SeenAt)) // the last one that was seen counts
        {
            foreach (var job in node.Running)
            {
                found[job] = node.NodeId;
            }
        }

        return found;
    }
}
