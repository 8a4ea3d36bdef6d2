using System.Text.Json.Serialization;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Ops;

/// <summary>The whole system at one moment. The lists are bounded; the totals are not.</summary>
/// <param name="At">When it was read.</param>
/// <param name="EventsPerSecond">Events that all workers append to logs.</param>
/// <param name="DeliveriesPerSecond">Events that all nodes send, counted once for each stream.</param>
/// <param name="Delivery">From the time in an event until the watchers of a node are told, over the last minute at most.</param>
/// <param name="Watchers">Open streams of all nodes that answer.</param>
/// <param name="Running">Jobs that the live workers execute.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Nodes">Live nodes, and those that were lost within the last minutes: at most 100, the lost ones first.</param>
/// <param name="Jobs">Jobs that have not ended: at most 100, those that need attention first, then the oldest.</param>
/// <param name="Slowest">The slowest streams of all nodes that answer, the slowest first: at most 50.</param>
/// <param name="Failures">The last failed jobs, newest first: at most 20.</param>
public sealed record OpsState(
    DateTimeOffset At,
    double EventsPerSecond,
    double DeliveriesPerSecond,
    DeliveryLatency Delivery,
    int Watchers,
    int Running,
    OpsQueue Queue,
    IReadOnlyList<OpsNode> Nodes,
    IReadOnlyList<OpsJob> Jobs,
    IReadOnlyList<StreamReport> Slowest,
    IReadOnlyList<OpsFailure> Failures);

/// <summary>Percentiles in milliseconds, to about a quarter of their value; null without events.</summary>
/// <param name="Count">Batches of events that were measured.</param>
public sealed record DeliveryLatency(double? P50Ms, double? P95Ms, double? P99Ms, long Count);

/// <param name="Waiting">Jobs that no worker has claimed yet.</param>
/// <param name="Claimed">Jobs that a worker holds.</param>
/// <param name="OldestWaitSeconds">How long the first waiting job has waited; null when none waits.</param>
public sealed record OpsQueue(long Waiting, long Claimed, double? OldestWaitSeconds);

/// <summary>A process of the system, as in its last heartbeat.</summary>
/// <param name="Instance">The platform's name for this replica; null when it gives none.</param>
/// <param name="State">live, draining or lost.</param>
/// <param name="IsWorker">It executes jobs: it can be drained.</param>
/// <param name="ServesStreams">It has streams; they can be listed and closed.</param>
/// <param name="Answers">False for a live node that serves streams and did not answer in time: its streams are missing. True in a list of nodes, which asks none.</param>
/// <param name="Running">The jobs that it executes; of a lost node those that it had, and where they are now.</param>
public sealed record OpsNode(
    string NodeId,
    string Kind,
    string? Instance,
    string Machine,
    int ProcessId,
    OpsNodeState State,
    DateTimeOffset StartedAt,
    DateTimeOffset SeenAt,
    bool IsWorker,
    bool ServesStreams,
    bool Answers,
    int Slots,
    int LostSlots,
    int Watchers,
    double EventsPerSecond,
    IReadOnlyList<string> Pipelines,
    IReadOnlyList<NodeJob> Running);

[JsonConverter(typeof(SnakeCaseEnum<OpsNodeState>))]
public enum OpsNodeState
{
    Live,

    /// <summary>It finishes its jobs and claims no other ones.</summary>
    Draining,

    /// <summary>Its heartbeats have stopped.</summary>
    Lost,
}

/// <param name="Status">Null for a job that is gone.</param>
/// <param name="NodeId">The live node that executes it now; null when none does.</param>
public sealed record NodeJob(Guid JobId, string? Pipeline, JobStatus? Status, string? NodeId);

/// <summary>A job that has not ended.</summary>
/// <param name="NodeId">The live node that executes it; null when none does.</param>
/// <param name="LostNodeId">The lost node that executed it before; null when there is none.</param>
/// <param name="Silent">Its step shows no sign of life.</param>
/// <param name="WithoutWorker">It is queued, and no live worker could execute it.</param>
public sealed record OpsJob(JobSummary Job, string? NodeId, string? LostNodeId, bool Silent, bool WithoutWorker);

/// <param name="Message">Why it failed; null when its log does not tell.</param>
/// <param name="Retryable">The same request can succeed later.</param>
public sealed record OpsFailure(JobSummary Job, string? Message, bool Retryable);

public sealed record OpsNodePage(IReadOnlyList<OpsNode> Nodes, string? Next);

/// <param name="Next">The <c>after</c> of the next page, or null at the end.</param>
public sealed record StreamPage(IReadOnlyList<StreamReport> Streams, long? Next);

/// <param name="Draining">The state of the node now.</param>
public sealed record DrainResponse(string NodeId, bool Draining);

public sealed record CloseResponse(string NodeId, long Stream, string Status);

/// <param name="NodeId">The worker that runs the job.</param>
/// <param name="Status">kill_sent: a killed process can't confirm it. The job shows its next attempt.</param>
public sealed record KillResponse(Guid JobId, string NodeId, string Status);

public sealed record RequeueResponse(Guid JobId, string Status);
