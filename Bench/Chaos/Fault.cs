namespace AspireStreaming.Bench.Chaos;

/// <summary>The faults of the system.</summary>
internal enum FaultKind
{
    /// <summary>kill -9, and another start after a delay.</summary>
    WorkerKilled,

    /// <summary>SIGTERM, and another start after a delay.</summary>
    WorkerStopped,

    /// <summary>SIGSTOP for longer than the lease, then SIGCONT: a zombie that believes it holds its jobs.</summary>
    WorkerPaused,
    ApiKilled,
    ApiStopped,
    ApiPaused,

    /// <summary>kill -9, and another start on the same append-only file.</summary>
    RedisKilled,

    /// <summary>SIGSTOP: connections stay open without answers.</summary>
    RedisPaused,

    /// <summary>Connections to Redis are reset.</summary>
    ConnectionsCut,

    /// <summary>Connections to Redis are reset and new ones refused.</summary>
    NetworkDown,
    NetworkSlow,

    /// <summary>Connections to Redis stay open, but no data passes.</summary>
    ConnectionsFrozen,

    /// <summary>A share of the published messages doesn't arrive.</summary>
    MessagesLost,
    ClientsKilled,
    SubscribersKilled,
    ScriptsFlushed,

    /// <summary>The processes' clocks are set forward or back; Redis has its own.</summary>
    ClockJumped,

    /// <summary>Slots with keys of jobs and of the queue move to another master of the cluster.</summary>
    SlotsMoved,

    /// <summary>kill -9 of a master that has a replica, and another start after the replica was promoted.</summary>
    MasterKilled,

    /// <summary>A replica takes over in good order.</summary>
    FailedOver,

    /// <summary>A master and its replica join the cluster, and get slots.</summary>
    NodeAdded,

    /// <summary>kill -9 of a Sentinel, and another start with what it has noted.</summary>
    SentinelKilled,
}

/// <summary>One fault of the plan.</summary>
/// <param name="At">After the start.</param>
/// <param name="Target">Selects the process when there are several; of the workers, one that runs a job.</param>
/// <param name="Length">For how long.</param>
/// <param name="Degree">0 to 1: the share of connections or messages, the size of a jump.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Target, TimeSpan Length, double Degree)
{
    public override string ToString() =>
        $"{At.TotalSeconds,6:0.0} s  {Kind,-18} target {Target}  for {Length.TotalSeconds:0.0} s  degree {Degree:0.00}";
}
