namespace AspireStreaming.Bench.Chaos;

/// <param name="Seed">Decides the whole plan: the jobs, the watchers, and the faults with their times.</param>
/// <param name="Duration">How long faults happen. The start of the system comes before it, the wait for the end of all jobs after it.</param>
/// <param name="Apis">2 or more.</param>
/// <param name="Workers">2 or more.</param>
/// <param name="Watchers">For each job.</param>
internal sealed record ChaosOptions(int Seed, TimeSpan Duration, int Apis = 2, int Workers = 3, int Watchers = 6)
{
    /// <summary>What two fast cores can hash while they restart processes. A job takes about 1.6 s of one of the cores that this was last tried on.</summary>
    public const double DefaultJobRate = 2.5;

    /// <summary>Jobs a second, on average.</summary>
    public double JobRate { get; init; } = DefaultJobRate;

    public ChaosRedis Redis { get; init; }

    /// <summary>Replicas of the master behind Sentinels; 0 elsewhere. Each of them has a commit before it counts.</summary>
    public int Replicas { get; init; }

    /// <summary>
    /// A Sentinel replaces a master without its knowledge: what it takes before it hears of that, and no replica confirms, is lost. Watchers may have
    /// seen it. (In a failover of a cluster the master itself stops first.)
    /// </summary>
    public bool MayLose => Redis == ChaosRedis.Sentinel;

    /// <summary>The streams of the queue.</summary>
    public IReadOnlyList<string> Queues => Redis == ChaosRedis.Cluster ? ["jobs:queue", "jobs:queue:1", "jobs:queue:2"] : ["jobs:queue"];

    /// <summary>Time between two faults, on average. After the loss of a master Sentinels take a quarter of a minute until all is as before.</summary>
    public TimeSpan FaultInterval => TimeSpan.FromSeconds(Redis == ChaosRedis.Sentinel ? 5 : 2);

    /// <summary>A claim that is not renewed for this time goes to another worker.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(2);
}
