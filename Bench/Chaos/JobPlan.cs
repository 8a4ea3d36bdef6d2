namespace AspireStreaming.Bench.Chaos;

/// <summary>What a client does to a job before or at its end.</summary>
internal enum JobTurn
{
    None,

    /// <summary>Canceled, twice.</summary>
    Canceled,

    /// <summary>Deleted as soon as it has ended, while watchers are still connected; an earlier attempt to delete it is refused.</summary>
    Deleted,
}

/// <param name="At">After the start.</param>
/// <param name="Work">What the job hashes, or null for the sample of a real pipeline.</param>
/// <param name="Api">The Api that starts the job.</param>
/// <param name="TurnAfter">From the start of the job to <paramref name="Turn"/>.</param>
/// <param name="Twice">Started on two Apis at the same time, with one <c>Idempotency-Key</c>.</param>
/// <param name="OwnId">The caller chooses the id.</param>
/// <param name="Seed">For random decisions during the run.</param>
internal sealed record JobPlan(
    int Number,
    TimeSpan At,
    WorkProfile? Work,
    string Pipeline,
    int Api,
    JobTurn Turn,
    TimeSpan TurnAfter,
    bool Twice,
    bool OwnId,
    IReadOnlyList<WatcherPlan> Watchers,
    int Seed);

internal enum WatcherKind
{
    /// <summary>From the start to the end.</summary>
    Early,

    /// <summary>Joins later, from the start.</summary>
    Late,

    /// <summary>Joins later, at an event that another watcher has seen.</summary>
    Resuming,

    /// <summary>Reads little at a time, with pauses.</summary>
    Slow,

    /// <summary>Cuts its connection again and again, in the middle of frames too, and comes back to any Api.</summary>
    Cutting,

    /// <summary>Begins with the snapshot.</summary>
    FromSnapshot,

    /// <summary>Watches over one connection that carries other jobs too, as all tabs of a browser do.</summary>
    Sharing,

    /// <summary>Reads pages of the log as JSON, and waits for the next page.</summary>
    Paging,
}

/// <param name="After">From the job's start.</param>
internal sealed record WatcherPlan(int Number, WatcherKind Kind, TimeSpan After, int Seed);
