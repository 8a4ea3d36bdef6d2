using System.Diagnostics;
using System.Text.Json;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench.Chaos;

/// <summary>One run: the system starts, works during the faults and finishes all jobs; then its promises are checked.</summary>
internal sealed class ChaosRun(ChaosOptions options, TextWriter output)
{
    /// <summary>How long the jobs may take to end after the last fault.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<string> _violations = [];

    public async Task<ChaosResult> RunAsync(CancellationToken cancellationToken)
    {
        var plan = ChaosPlan.Make(options);
        await using var system = await ChaosSystem.StartAsync(options, cancellationToken);
        using var apis = new ChaosApis(system.App.ApiUrls);
        using var faults = new FaultInjector(system);
        output.WriteLine(
            $"chaos seed {options.Seed}: {options.Apis} apis, {options.Workers} workers, {plan.Jobs.Count} jobs, {plan.Jobs.Sum(j => j.Watchers.Count)} watchers, {plan.Faults.Count} faults in {options.Duration.TotalSeconds:0} s");
        if (system.Clock is null)
        {
            output.WriteLine("libfaketime is not installed: the clocks are not changed");
        }

        var footprints = system.App.Processes.ToDictionary(c => c, ProcessChecker.Measure);
        var planned = new PlannedJobs(plan, apis, () => system.RedisPorts, _violations, options.MayLose);
        var jobs = await planned.RunAsync(clock => BreakAsync(plan, system, faults, clock, cancellationToken), Patience, cancellationToken);
        var stored = await planned.CheckAsync(jobs, await system.MastersAsync(), options.Queues);
        await ProcessChecker.SettleAsync(footprints, cancellationToken);
        foreach (var (process, before) in footprints)
        {
            _violations.AddRange(ProcessChecker.Check(process, before));
        }

        _violations.AddRange(ServerErrorChecker.Check(system.ReadLog()));
        var result = Count(system, faults, jobs, stored, footprints.Select(f => $"{f.Key.Name} {f.Value.Megabytes} to {ProcessChecker.Measure(f.Key).Megabytes} MB"));
        if (!result.Held)
        {
            system.Keep = true;
            await ExplainAsync(plan, faults, system);
        }

        return result;
    }

    private async Task BreakAsync(ChaosPlan plan, ChaosSystem system, FaultInjector faults, Stopwatch clock, CancellationToken cancellationToken)
    {
        await faults.RunAsync(plan.Faults, clock);
        _violations.AddRange(faults.Ended);
        _violations.AddRange(system.App.Processes.Where(p => !p.IsRunning).Select(p => $"{p.Name} ended by itself with exit code {p.ExitCode}"));
        await system.App.WaitHealthyAsync(cancellationToken);
    }

    private ChaosResult Count(
        ChaosSystem system, FaultInjector faults, IReadOnlyList<ChaosJob> jobs, IReadOnlyList<StoredJob> stored, IEnumerable<string> memory)
    {
        var histories = jobs.SelectMany(j => j.Histories).ToList();
        return new ChaosResult(
            options,
            _violations,
            jobs.Count,
            stored.CountBy(s => s.Fields.GetValueOrDefault("status") ?? "none").ToDictionary(),
            stored.Sum(s => s.Log.Count),
            histories.Count,
            histories.Sum(h => h.Connections),
            histories.Sum(h => (long)h.Sights.Count),
            jobs.Zip(stored).Sum(x => x.First.Histories.SelectMany(h => HistoryChecker.Lost(x.Second.Log, h)).Distinct().Count()),
            histories.Sum(h => h.Sights.Count(sight => sight.Kind == SightKind.Reset)),
            faults.Done,
            system.Proxy?.Dropped ?? 0,
            stored.SelectMany(s => s.Log)
                .Where(e => e.Type == EventTypes.AttemptReset)
                .CountBy(e => JsonSerializer.Deserialize<JsonElement>(e.Data.Span).GetProperty("reason").GetString()!)
                .ToDictionary(),
            jobs.Zip(stored).Select(x => Recovery(x.First, x.Second)).DefaultIfEmpty().Max(),
            string.Join(", ", memory));
    }

    /// <summary>The longest time between the event before a take-over and the take-over, by the watcher that saw each event first.</summary>
    private static TimeSpan Recovery(ChaosJob job, StoredJob stored)
    {
        var seen = new Dictionary<long, long>();
        foreach (var sight in job.Histories.SelectMany(h => h.Sights).Where(s => s.Kind == SightKind.Event))
        {
            seen[sight.Id.Seq] = Math.Min(sight.At, seen.GetValueOrDefault(sight.Id.Seq, long.MaxValue));
        }

        return stored.Log
            .Where(e => e.Type == EventTypes.AttemptReset && e.Data.Span.IndexOf("\"worker_lost\""u8) >= 0)
            .Where(e => seen.ContainsKey(e.Id.Seq) && seen.ContainsKey(e.Id.Seq - 1))
            .Select(e => Stopwatch.GetElapsedTime(seen[e.Id.Seq - 1], seen[e.Id.Seq]))
            .DefaultIfEmpty()
            .Max();
    }

    private async Task ExplainAsync(ChaosPlan plan, FaultInjector faults, ChaosSystem system)
    {
        output.WriteLine("the plan of the faults:");
        foreach (var fault in plan.Faults)
        {
            output.WriteLine($"  {fault}");
        }

        output.WriteLine("what was done:");
        foreach (string line in faults.Diary)
        {
            output.WriteLine($"  {line}");
        }

        await output.WriteLineAsync($"the log of all processes: {system.LogFile}");
    }
}
