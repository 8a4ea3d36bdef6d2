using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench.Upgrade;

/// <summary>One run: processes of two versions replace each other while jobs run and are watched; then the promises are checked.</summary>
internal sealed class UpgradeRun(ProgramVersion earlier, ChaosOptions options, TextWriter output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<string> _violations = [];
    private readonly List<(Stage Stage, DateTimeOffset From)> _stages = [];
    private int _replaced;

    /// <returns>Whether everything held.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var plan = ChaosPlan.Make(options);
        await using var system = await UpgradeSystem.StartAsync(options, earlier, cancellationToken);
        system.Keep = true; // until all has held
        using var apis = new ChaosApis([.. system.Apis.Select(api => api.Url)]);
        await output.WriteLineAsync(
            $"upgrade from {earlier.Name}, seed {options.Seed}: {plan.Jobs.Count} jobs, {plan.Jobs.Sum(job => job.Watchers.Count)} watchers in {options.Duration.TotalSeconds:0} s");
        var planned = new PlannedJobs(plan, apis, () => [system.Redis.Port], _violations);
        var jobs = await planned.RunAsync(clock => ReplaceAsync(system, clock, cancellationToken), Patience, cancellationToken);
        var stored = await planned.CheckAsync(jobs, [system.Redis.Port], options.Queues);
        await CompareAsync(system, jobs, cancellationToken);
        _violations.AddRange(ServerErrorChecker.Check(system.ReadLog()));
        Print(jobs, stored);
        system.Keep = _violations.Count > 0;
        if (system.Keep)
        {
            await output.WriteLineAsync($"the log of all processes: {system.LogFile}");
        }

        return _violations.Count == 0;
    }

    private async Task ReplaceAsync(UpgradeSystem system, Stopwatch clock, CancellationToken cancellationToken)
    {
        for (int i = 0; i < Stage.All.Count; i++)
        {
            var stage = Stage.All[i];
            _stages.Add((stage, DateTimeOffset.UtcNow));
            await output.WriteLineAsync($"{clock.Elapsed.TotalSeconds,6:0} s  {stage.Name}");
            foreach (var process in system.Processes)
            {
                var version = (system.Apis.Contains(process) ? stage.Apis : stage.Workers) ? ProgramVersion.Current : earlier;
                if (!process.IsRunning)
                {
                    _violations.Add($"{process.Name} ended by itself");
                }

                if (process.Version != version)
                {
                    await ReplaceAsync(process, version, cancellationToken);
                }
            }

            var left = (options.Duration * (i + 1) / Stage.All.Count) - clock.Elapsed;
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
        }
    }

    private async Task ReplaceAsync(VersionedProcess process, ProgramVersion version, CancellationToken cancellationToken)
    {
        _replaced++;
        try
        {
            await process.RunAsync(version, cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            _violations.Add(e.Message);
            await process.RunAsync(version, cancellationToken);
        }
    }

    /// <summary>An Api of each version reads all logs.</summary>
    private async Task CompareAsync(UpgradeSystem system, IReadOnlyList<ChaosJob> jobs, CancellationToken cancellationToken)
    {
        await system.Apis[0].RunAsync(earlier, cancellationToken);
        using var before = new ChaosApis([system.Apis[0].Url]);
        using var after = new ChaosApis([system.Apis[1].Url]);
        _violations.AddRange(await SnapshotComparer.CompareAsync(before, after, jobs.Where(job => job.Deleted is null).Select(job => job.Id), cancellationToken));
    }

    private void Print(IReadOnlyList<ChaosJob> jobs, IReadOnlyList<StoredJob> stored)
    {
        var histories = jobs.SelectMany(job => job.Histories).ToList();
        var resets = stored.SelectMany(job => job.Log).Where(e => e.Type == EventTypes.AttemptReset)
            .CountBy(e => JsonSerializer.Deserialize<JsonElement>(e.Data.Span).GetProperty("reason").GetString()!).Select(reason => $"{reason.Key} {reason.Value}");
        output.WriteLine($"jobs        {jobs.Count}  ({string.Join(", ", stored.CountBy(job => job.Fields.GetValueOrDefault("status") ?? "none").Select(end => $"{end.Key} {end.Value}"))})");
        output.WriteLine($"events      {stored.Sum(job => job.Log.Count)} in the logs, {histories.Sum(h => (long)h.Sights.Count)} seen by {histories.Count} watchers over {histories.Sum(h => h.Connections)} connections");
        output.WriteLine($"replaced    {_replaced} processes; attempts restarted: {string.Join(", ", resets)}");
        var ends = stored.Where(job => job.Log.Count > 0).Select(job => EventEncoder.At(job.Log[^1])).ToList();
        var tried = new HashSet<(bool, bool)>();
        for (int i = 0; i < _stages.Count; i++)
        {
            var (stage, from) = _stages[i];
            int ended = ends.Count(end => end >= from && (i + 1 == _stages.Count || end < _stages[i + 1].From));
            output.WriteLine($"            {ended} jobs ended while there were {stage.Name}");
            if (ended > 0)
            {
                tried.Add((stage.Apis, stage.Workers));
            }
        }

        _violations.AddRange(Stage.All.DistinctBy(stage => (stage.Apis, stage.Workers)).Where(stage => !tried.Contains((stage.Apis, stage.Workers)))
            .Select(stage => $"no job ended while there were {stage.Name}: nothing was tried"));

        foreach (string violation in _violations.Take(40))
        {
            output.WriteLine($"VIOLATED    {violation}");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"upgrade from {earlier.Name}, seed {options.Seed}: {(_violations.Count == 0 ? "everything held" : $"{_violations.Count} VIOLATIONS")}"));
    }
}
