using System.Diagnostics;
using System.Globalization;

namespace AspireStreaming.Bench.Hostile;

/// <summary>SIGTERM with thousands of open streams: how long the process takes to end by itself, and how its streams end.</summary>
internal static class Shutdown
{
    public const string Name = "shutdown";

    private const int Jobs = 50;
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(3);

    public static async Task<bool> RunAsync(HostileRig rig, int watchers, CancellationToken cancellationToken)
    {
        await rig.CreateChannelsAsync(Jobs, cancellationToken);
        FaithfulWatcher[] all = [.. Enumerable.Range(0, watchers).Select(i => new FaithfulWatcher(rig, i % Jobs))];
        var running = new List<Task>();
        for (int i = 0; i < watchers; i++)
        {
            var watcher = all[i];
            running.Add(Task.Run(() => watcher.RunAsync(() => { }, once: true, cancellationToken), cancellationToken));
            if (i % 500 == 499)
            {
                await Restart.UntilAsync(() => all.Take(i).All(w => w.Seq >= 1), "to be opened", cancellationToken);
            }
        }

        await Restart.UntilAsync(() => all.All(w => w.Seq >= 1), "to be opened", cancellationToken);
        long start = Stopwatch.GetTimestamp();
        await rig.Api.StopAsync();
        var took = Stopwatch.GetElapsedTime(start);
        await Task.WhenAll(running);
        int clean = all.Count(w => w.EndedCleanly);
        bool held = rig.Api.ExitCode == 0 && took < Most && clean == watchers;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Name} ({watchers} open streams): ended by itself after {took.TotalSeconds:0.00} s, exit code {rig.Api.ExitCode}, {clean} streams ended in good order"));
        return held;
    }
}
