using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>All keys and channels. The keys of one job share the hash tag <c>{id}</c>, so they are in one slot of a cluster.</summary>
internal sealed class RedisKeys(IOptions<StreamingOptions> options)
{
    private readonly string _prefix = options.Value.KeyPrefix;

    /// <summary>Claims that are waiting or held: a stream with one group, <see cref="Group"/>.</summary>
    public RedisKey Queue => $"{_prefix}jobs:queue";

    /// <summary>Jobs that have not ended, scored by the time of their last check.</summary>
    public RedisKey Active => $"{_prefix}jobs:active";

    /// <summary>Job id to queue entry, for jobs that have not ended.</summary>
    public RedisKey Entries => $"{_prefix}jobs:entries";

    /// <summary>All jobs, scored by creation.</summary>
    public RedisKey Recent => $"{_prefix}jobs:recent";

    /// <summary>Held by the node that sweeps, for as long as its round lasts.</summary>
    public RedisKey SweepLock => $"{_prefix}jobs:sweep";

    /// <summary>The keys that encrypt the store, unless they are in a directory: a list.</summary>
    public RedisKey KeyRing => $"{_prefix}keyring";

    public RedisKey Nodes => $"{_prefix}nodes";
    public RedisKey Pipelines => $"{_prefix}pipelines";
    public string Wake => $"{_prefix}jobs:wake";
    public const string Group = "workers";

    public RedisKey Job(Guid id) => $"{_prefix}job:{{{id:D}}}";
    public RedisKey Events(Guid id) => $"{_prefix}job:{{{id:D}}}:events";
    public RedisKey Input(Guid id) => $"{_prefix}job:{{{id:D}}}:input";
    public string Live(Guid id) => $"{_prefix}job:{{{id:D}}}:live";
    public string Control(Guid id) => $"{_prefix}job:{{{id:D}}}:control";
    public RedisKey Node(string nodeId) => $"{_prefix}node:{nodeId}";

    /// <summary>The last heartbeat of a node, kept for some time after the node is lost.</summary>
    public RedisKey NodeLast(string nodeId) => $"{_prefix}node:{nodeId}:last";
    public string NodeCalls(string nodeId) => $"{_prefix}node:{nodeId}:calls";
    public string NodeAnswer(Guid call) => $"{_prefix}node:answer:{call:N}";
    public RedisKey BacklogItems(string projectId) => $"{_prefix}project:{{{Uri.EscapeDataString(projectId)}}}:backlog";
    public RedisKey BacklogOrder(string projectId) => $"{_prefix}project:{{{Uri.EscapeDataString(projectId)}}}:backlog:order";
    public RedisKey Idempotency(string hash) => $"{_prefix}idempotency:{hash}";
}
