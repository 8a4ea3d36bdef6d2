using System.Globalization;

namespace AspireStreaming.Bench.Chaos;

/// <summary>The result of a run.</summary>
/// <param name="Violations">The promises that did not hold; empty when all held.</param>
/// <param name="EventsLost">Seen by a watcher, and not in the log at the end.</param>
/// <param name="Attempts">New attempts, by their reason.</param>
/// <param name="LongestRecovery">From the last event of a lost worker to the first event of its successor, as a watcher saw them.</param>
internal sealed record ChaosResult(
    ChaosOptions Options,
    IReadOnlyList<string> Violations,
    int Jobs,
    IReadOnlyDictionary<string, int> Endings,
    int Events,
    int Watchers,
    int Connections,
    long EventsSeen,
    int EventsLost,
    int Resets,
    IReadOnlyDictionary<FaultKind, int> Faults,
    long MessagesLost,
    IReadOnlyDictionary<string, int> Attempts,
    TimeSpan LongestRecovery,
    string Memory)
{
    private const int MostShown = 40;

    /// <summary>Attempts that began because a worker was lost.</summary>
    public int Takeovers => Attempts.GetValueOrDefault("worker_lost");

    public bool Held => Violations.Count == 0;

    public void Print(TextWriter output)
    {
        output.WriteLine($"jobs        {Jobs}  ({Join(Endings)})");
        output.WriteLine($"events      {Events} in the logs, {EventsSeen} seen by {Watchers} watchers over {Connections} connections");
        if (Options.MayLose)
        {
            output.WriteLine($"lost        {EventsLost} events that were seen; {Resets} resets told their watchers so");
        }

        output.WriteLine($"faults      {Faults.Values.Sum()}  ({Join(Faults)}; published messages lost: {MessagesLost})");
        output.WriteLine($"attempts    restarted: {Join(Attempts)}");
        output.WriteLine($"recovery    {LongestRecovery.TotalSeconds:0.0} s at the longest, with a lease of {Options.Lease.TotalSeconds:0.0} s");
        output.WriteLine($"memory      {Memory}");
        foreach (string violation in Violations.Take(MostShown))
        {
            output.WriteLine($"VIOLATED    {violation}");
        }

        if (Violations.Count > MostShown)
        {
            output.WriteLine($"            … and {Violations.Count - MostShown} more");
        }

        output.WriteLine(Summary);
    }

    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"chaos seed {Options.Seed}: {(Held ? "everything held" : $"{Violations.Count} VIOLATIONS")}; {Jobs} jobs, {Events} events, {Watchers} watchers, {Faults.Values.Sum()} faults, {Takeovers} takeovers, longest recovery {LongestRecovery.TotalSeconds:0.0} s; reproduce with {Arguments()}");

    /// <summary>The arguments of the command that makes this run again.</summary>
    private string Arguments()
    {
        string all = string.Create(CultureInfo.InvariantCulture, $"--seed {Options.Seed} --minutes {Options.Duration.TotalMinutes:0.##}");
        all += Options.JobRate == ChaosOptions.DefaultJobRate ? "" : string.Create(CultureInfo.InvariantCulture, $" --rate {Options.JobRate:0.##}");
        all += Options.Redis == ChaosRedis.Server ? "" : $" --{Options.Redis.ToString().ToLowerInvariant()}";
        return all + (Options.Replicas > 1 ? $" --replicas {Options.Replicas}" : "");
    }

    private static string Join<T>(IReadOnlyDictionary<T, int> counts)
        where T : notnull =>
        string.Join(", ", counts.OrderBy(c => c.Key.ToString(), StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"));
}
