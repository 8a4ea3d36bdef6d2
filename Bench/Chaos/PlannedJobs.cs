using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace AspireStreaming.Bench.Chaos;

/// <summary>The jobs of a plan with their watchers: they run, and are then compared with what is stored.</summary>
/// <param name="redisPorts">Where the keys are now.</param>
/// <param name="violations">Gets the promises that did not hold.</param>
/// <param name="mayLose">Redis may lose events that watchers have seen.</param>
internal sealed class PlannedJobs(ChaosPlan plan, ChaosApis apis, Func<int[]> redisPorts, List<string> violations, bool mayLose = false)
{
    /// <param name="meanwhile">What happens to the system. The argument is the time since the start.</param>
    /// <param name="patience">How long the jobs may take to end after that.</param>
    /// <returns>Those that were started.</returns>
    public async Task<IReadOnlyList<ChaosJob>> RunAsync(Func<Stopwatch, Task> meanwhile, TimeSpan patience, CancellationToken cancellationToken)
    {
        var samples = await SamplesAsync(cancellationToken);
        var started = new ConcurrentQueue<Guid>();
        ChaosJob[] jobs = [.. plan.Jobs.Select(j => new ChaosJob(j, apis, samples, redisPorts, started))];
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var clock = Stopwatch.StartNew();
        Task[] running = [.. jobs.Select(job => job.RunAsync(clock, ends.Token))];
        await meanwhile(clock);
        ends.CancelAfter(patience);
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        for (int i = 0; i < jobs.Length; i++)
        {
            violations.AddRange(jobs[i].Faults.Select(f => $"job {jobs[i].Id}: {f}"));
            if (running[i].IsFaulted)
            {
                violations.Add($"job {jobs[i].Id} ({plan.Jobs[i].Number}): {running[i].Exception!.InnerException}");
            }
            else if (running[i].IsCanceled)
            {
                violations.Add($"job {jobs[i].Id} ({plan.Jobs[i].Number}): not finished {patience.TotalSeconds:0} s after the last fault");
            }
        }

        return [.. jobs.Where(j => j.Id != Guid.Empty)];
    }

    /// <param name="masters">Ports of the servers that have the keys.</param>
    /// <param name="queues">Keys of the queue's streams.</param>
    public async Task<IReadOnlyList<StoredJob>> CheckAsync(IReadOnlyList<ChaosJob> jobs, IReadOnlyList<int> masters, IReadOnlyList<string> queues)
    {
        using var redis = new RedisDirect(redisPorts());
        var stored = new List<StoredJob>();
        foreach (var job in jobs)
        {
            var truth = job.Deleted ?? await StoredJob.ReadAsync(redis, job.Id);
            stored.Add(truth);
            violations.AddRange(LogChecker.Check(truth, job.Plan.Work, job.Plan.Turn == JobTurn.Canceled).Select(v => $"job {job.Id} ({job.Plan.Pipeline}): {v}"));
            violations.AddRange(job.Histories
                .SelectMany(h => HistoryChecker.Check(truth.Log, h, job.Deleted is not null, mayLose))
                .Select(v => $"job {job.Id} ({job.Plan.Pipeline}): {v}"));
        }

        violations.AddRange(await StoreChecker.CheckAsync(
            redis, masters, queues, apis, jobs.Select(j => j.Id).ToHashSet(), jobs.Where(j => j.Deleted is not null).Select(j => j.Id).ToHashSet()));
        return stored;
    }

    private async Task<IReadOnlyDictionary<string, JsonElement>> SamplesAsync(CancellationToken cancellationToken)
    {
        var (_, listing) = await apis.SendAsync(0, HttpMethod.Get, "/api/pipelines", null, null, _ => { }, cancellationToken);
        return listing.GetProperty("pipelines").EnumerateArray()
            .Where(p => p.TryGetProperty("sample", out var sample) && sample.ValueKind == JsonValueKind.Object)
            .ToDictionary(p => p.GetProperty("name").GetString()!, p => p.GetProperty("sample"));
    }
}
