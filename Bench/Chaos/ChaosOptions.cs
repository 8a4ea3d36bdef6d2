namespace AspireStreaming.Bench.Chaos;

/// <param name="Seed">Decides the whole plan: which jobs and watchers there are, and what breaks when.</param>
/// <param name="Duration">For how long things break. Before it comes the start of the system, after it the wait for all jobs to end.</param>
/// <param name="Apis">2 or more.</param>
/// <param name="Workers">2 or more.</param>
/// <param name="Watchers">For each job.</param>
internal sealed record ChaosOptions(int Seed, TimeSpan Duration, int Apis = 2, int Workers = 3, int Watchers = 6)
{
    /// <summary>Jobs a second, on average: what two cores can hash while they restart processes.</summary>
    public double JobRate { get; init; } = 2.5;

    /// <summary>Time between two faults, on average.</summary>
    public TimeSpan FaultInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A claim that is not renewed for so long goes to another worker.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(2);
}
