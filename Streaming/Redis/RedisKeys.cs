using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>All keys and channels. The keys of one job share the hash tag <c>{id}</c>, so they are in one slot of a cluster.</summary>
internal sealed class RedisKeys(IOptions<StreamingOptions> options)
{
    private readonly string _prefix = options.Value.KeyPrefix;

    /// <summary>Claims that are waiting or held: a stream with one group, <see cref="Group"/>.</summary>
    /// <param name="shard">0 or more.</param>
    public RedisKey Queue(int shard) => shard == 0 ? $"{_prefix}jobs:queue" : $"{_prefix}jobs:queue:{shard}";

    /// <summary>The entries of <see cref="Queue"/> that wait, by caller. In the slot of the queue: its hash tag is the whole key of the queue.</summary>
    public RedisKey Waiting(int shard) => $"{_prefix}jobs:waiting:{{{Queue(shard)}}}";

    /// <summary>The callers whose jobs wait, in the order in which they are served. In the slot of the queue.</summary>
    public RedisKey Turns(int shard) => $"{_prefix}jobs:turns:{{{Queue(shard)}}}";

    /// <summary>The numbers of the streams that the queue has beside the first one: a set.</summary>
    public RedisKey QueueShards => $"{_prefix}jobs:shards";

    /// <summary>Jobs that have not ended, scored by the time of their last check.</summary>
    public RedisKey Active => $"{_prefix}jobs:active";

    /// <summary>Job id to queue entry, for jobs that have not ended.</summary>
    public RedisKey Entries => $"{_prefix}jobs:entries";

    /// <summary>All jobs, scored by creation.</summary>
    public RedisKey Recent => $"{_prefix}jobs:recent";

    /// <summary>Jobs of one owner, scored by creation.</summary>
    /// <param name="owner"><see cref="JobOwner.Hash"/>.</param>
    public RedisKey RecentOf(string owner) => $"{_prefix}jobs:recent:{owner}";

    /// <summary>Job id to <see cref="JobOwner.Hash"/>, for listed jobs with an owner.</summary>
    public RedisKey Owners => $"{_prefix}jobs:owners";

    /// <summary>Held by the node that sweeps, for as long as its round lasts.</summary>
    public RedisKey SweepLock => $"{_prefix}jobs:sweep";

    /// <summary>A caller's budget of one kind.</summary>
    public RedisKey Budget(string limit, string caller) => $"{_prefix}limits:{limit}:{caller}";

    /// <summary>Jobs of an owner that had not ended when they were last checked.</summary>
    public RedisKey ActiveOf(JobOwner? owner) => $"{_prefix}limits:active:{owner?.Hash ?? "anonymous"}";

    /// <summary>The keys of Data Protection, unless they are in a directory: a list.</summary>
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
    public RedisKey BacklogItems(JobOwner? owner, string projectId) => $"{Project(owner, projectId)}:backlog";
    public RedisKey BacklogOrder(JobOwner? owner, string projectId) => $"{Project(owner, projectId)}:backlog:order";
    /// <param name="owner">The caller.</param>
    /// <param name="hash">Of the client's name of the conversation.</param>
    public RedisKey Thread(JobOwner? owner, string hash) => $"{_prefix}thread:{owner?.Hash ?? "anonymous"}:{hash}";
    public RedisKey Idempotency(JobOwner? owner, string hash) => owner is null ? $"{_prefix}idempotency:{hash}" : $"{_prefix}idempotency:{owner.Hash}:{hash}";

    /// <summary>Jobs that one request has started.</summary>
    public RedisKey Starts(JobOwner? owner, string fingerprint) => $"{_prefix}starts:{owner?.Hash ?? "anonymous"}:{fingerprint}";

    /// <summary>A colon in the project's name is escaped, so no anonymous project has the name of an owner's.</summary>
    private string Project(JobOwner? owner, string projectId) =>
        $"{_prefix}project:{{{(owner is null ? "" : $"{owner.Hash}:")}{Uri.EscapeDataString(projectId)}}}";
}
