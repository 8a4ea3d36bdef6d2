using System.Diagnostics;
using System.Globalization;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Chaos;

/// <summary>Finds the workers that run jobs: a fault of an idle worker proves nothing.</summary>
internal static class ClaimHolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A claim that is held for this time has become an attempt; a shorter job ends before a fault can hit it.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <param name="target">Selects the worker when several run jobs, or when none does for five seconds.</param>
    public static async Task<RunningProcess> FindAsync(IReadOnlyList<RunningProcess> workers, int[] redisPorts, IReadOnlyList<string> queues, int target)
    {
        var patience = Stopwatch.StartNew();
        using var redis = new RedisDirect(redisPorts);
        HashSet<string> before = [];
        do
        {
            try
            {
                var claims = await ClaimsAsync(redis, queues);
                var pids = claims.Where(c => before.Contains(c.Key)).Select(c => c.Value).ToHashSet();
                if (workers.Where(w => w.Pid is { } pid && pids.Contains(pid)).ToList() is { Count: > 0 } busy)
                {
                    return busy[target % busy.Count];
                }

                before = [.. claims.Keys];
            }
            catch (IOException)
            {
                break; // Redis is away: the busy workers are unknown
            }

            await Task.Delay(Pause);
        }
        while (patience.Elapsed < Patience);

        return workers[target % workers.Count];
    }

    /// <summary>Queue entry, as in <c>1526919030474-0</c> or <c>2:1526919030474-0</c>, to process: a claim's consumer is the id of its node, <c>machine-pid-random</c>.</summary>
    public static async Task<Dictionary<string, int>> ClaimsAsync(RedisDirect redis, IReadOnlyList<string> queues)
    {
        var claims = new Dictionary<string, int>();
        foreach (string queue in queues)
        {
            string shard = queue.Split(':') is [_, _, var number] ? $"{number}:" : "";
            foreach (var claim in (await redis.ItemsAsync("XPENDING", queue, "workers", "-", "+", "100")).Cast<IReadOnlyList<object?>>())
            {
                claims[$"{shard}{RedisDirect.Text(claim[0])}"] = int.Parse(RedisDirect.Text(claim[1]).Split('-')[^2], CultureInfo.InvariantCulture);
            }
        }

        return claims;
    }
}
