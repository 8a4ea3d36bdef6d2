using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AspireStreaming.Bench.Chaos;

/// <summary>Checks what is left in Redis after all jobs have ended: the jobs, and no key that belongs to no job.</summary>
internal static partial class StoreChecker
{
    /// <summary>The sweep runs every two leases, and the heartbeat of a lost node expires after ten seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="jobs">All jobs that were started.</param>
    /// <param name="deleted">The started jobs that were deleted.</param>
    /// <returns>The violations, after a delay for the sweep.</returns>
    public static async Task<IReadOnlyList<string>> CheckAsync(
        RedisDirect redis, IReadOnlyList<int> masters, IReadOnlyList<string> queues, ChaosApis apis, IReadOnlySet<Guid> jobs, IReadOnlySet<Guid> deleted)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            List<string> violations = [.. await QueueAsync(redis, queues), .. await KeysAsync(masters, jobs, deleted), .. await ListingAsync(apis, jobs, deleted), .. await NodesAsync(redis)];
            if (violations.Count == 0 || patience.Elapsed > Patience)
            {
                return violations;
            }

            await Task.Delay(500);
        }
    }

    private static async Task<List<string>> QueueAsync(RedisDirect redis, IReadOnlyList<string> queues)
    {
        var violations = new List<string>();
        foreach (var (command, what) in queues.Select(queue => (new[] { "XLEN", queue }, "entries are left in the queue")).Concat(
            [
                (["ZCARD", "jobs:active"], "jobs are still looked after"),
                (["HLEN", "jobs:entries"], "jobs still have a queue entry noted"),
            ]))
        {
            if (await redis.NumberAsync(command) is > 0 and var left)
            {
                violations.Add($"{left} {what}");
            }
        }

        foreach (string queue in queues)
        {
            if (await redis.NumberAsync("EXISTS", queue) > 0 && await redis.ItemsAsync("XPENDING", queue, "workers") is [long and > 0 and var pending, ..])
            {
                violations.Add($"{pending} claims are still held");
            }
        }

        return violations;
    }

    private static async Task<List<string>> KeysAsync(IReadOnlyList<int> masters, IReadOnlySet<Guid> jobs, IReadOnlySet<Guid> deleted)
    {
        var violations = new List<string>();
        var present = new HashSet<Guid>();
        foreach (int master in masters)
        {
            using var redis = new RedisDirect(master);
            foreach (string key in await redis.ScanAsync())
            {
                if (JobKey().Match(key) is { Success: true } job)
                {
                    var id = Guid.Parse(job.Groups[1].ValueSpan);
                    present.Add(id);
                    if (!jobs.Contains(id))
                    {
                        violations.Add($"{key} belongs to no job that was started");
                    }
                    else if (deleted.Contains(id) && job.Groups[2].Length > 0)
                    {
                        violations.Add($"{key} is left of a deleted job");
                    }
                }
                else if (!SystemKey().IsMatch(key))
                {
                    violations.Add($"{key} belongs to no known part");
                }
            }
        }

        violations.AddRange(jobs.Where(id => !present.Contains(id)).Select(id => $"nothing is left of job {id}"));
        return violations;
    }

    /// <summary>Checks the job list that a client gets.</summary>
    private static async Task<List<string>> ListingAsync(ChaosApis apis, IReadOnlySet<Guid> jobs, IReadOnlySet<Guid> deleted)
    {
        var listed = new HashSet<Guid>();
        for (string? next = ""; next is not null;)
        {
            string path = $"/api/jobs?limit=200{(next.Length == 0 ? "" : $"&cursor={next}")}";
            var (_, page) = await apis.SendAsync(0, HttpMethod.Get, path, null, null, _ => { }, CancellationToken.None);
            listed.UnionWith(page.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("job_id").GetGuid()));
            next = page.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }

        return
        [
            .. jobs.Where(id => !deleted.Contains(id) && !listed.Contains(id)).Select(id => $"job {id} is not listed"),
            .. listed.Where(id => !jobs.Contains(id) || deleted.Contains(id)).Select(id => $"job {id} is listed"),
        ];
    }

    /// <summary>No watcher and no job is left: what a node still counts is a leak.</summary>
    private static async Task<List<string>> NodesAsync(RedisDirect redis)
    {
        var violations = new List<string>();
        foreach (string node in await redis.TextsAsync("SMEMBERS", "nodes"))
        {
            if (await redis.SendAsync("GET", $"node:{node}") is not byte[] json)
            {
                continue; // its heartbeat has expired
            }

            var info = JsonSerializer.Deserialize<JsonElement>(json);
            if (info.GetProperty("watchers").GetInt32() > 0 || info.GetProperty("running").GetArrayLength() > 0)
            {
                violations.Add($"a node still counts watchers or jobs: {info}");
            }
        }

        return violations;
    }

    [GeneratedRegex(@"^job:\{(?<id>[0-9a-f-]{36})\}(?::events|:input)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex JobKey();

    [GeneratedRegex(@"^(?:jobs:(?:queue(?::\d+)?|shards|recent|sweep|(?:waiting|turns):\{jobs:queue(?::\d+)?\})|nodes|node:.+|pipelines|idempotency:[0-9a-f]{64}|project:.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SystemKey();
}
