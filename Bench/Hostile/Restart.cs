using System.Diagnostics;
using System.Globalization;
using AspireStreaming.Bench.Scenarios;

namespace AspireStreaming.Bench.Hostile;

/// <summary>The Api is restarted while it has watchers: how many reconnect at the same time, and whether a watcher misses an event.</summary>
internal static class Restart
{
    public const string Name = "restart";

    private const int Jobs = 100;

    /// <summary>The server asks for delays of 1 to 4 s: on average a third of the watchers reconnects per second; chance doesn't double it.</summary>
    private const double MostShareASecond = 2.0 / 3;

    public static async Task<bool> RunAsync(HostileRig rig, int watchers, CancellationToken cancellationToken)
    {
        await rig.CreateChannelsAsync(Jobs, cancellationToken);
        var tries = new long[600]; // by tenths of a second since the restart
        long restarted = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        FaithfulWatcher[] all = [.. Enumerable.Range(0, watchers).Select(i => new FaithfulWatcher(rig, i % Jobs))];
        var running = new List<Task>();
        for (int i = 0; i < watchers; i++)
        {
            var watcher = all[i];
            running.Add(Task.Run(() => watcher.RunAsync(Note, once: false, stop.Token), CancellationToken.None));
            if (i % 500 == 499)
            {
                await UntilAsync(() => all.Take(i).All(w => w.Seq >= 1), "to be opened", cancellationToken);
            }
        }

        await UntilAsync(() => all.All(w => w.Seq >= 1), "to be opened", cancellationToken);
        long before = rig.ApiMemory;
        Interlocked.Exchange(ref restarted, Stopwatch.GetTimestamp());
        await rig.Api.StopAsync();
        int exitCode = rig.Api.ExitCode;
        rig.Api.Start();
        await rig.UpAsync(cancellationToken);
        foreach (var channel in rig.Channels)
        {
            await channel.CommitAsync("", [new Streaming.Events.MetricUpdateEvent("m", 1)], null, null, cancellationToken);
        }

        await UntilAsync(() => all.All(w => w.Seq >= 2 || w.GaveUp is not null), "to come back", cancellationToken);
        var back = Stopwatch.GetElapsedTime(restarted);
        long after = rig.ApiMemory;
        await stop.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        long wrong = all.Sum(w => w.Wrong);
        int gaveUp = all.Count(w => w.GaveUp is not null);
        // The most tries in any second, from any start.
        long peak = Enumerable.Range(0, tries.Length - 10).Max(i => tries.Skip(i).Take(10).Sum());
        bool held = wrong == 0 && gaveUp == 0 && exitCode == 0 && peak <= watchers * MostShareASecond;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"""
            {Name} ({watchers}): all back after {back.TotalSeconds:0.0} s, exit code {exitCode}
              tries        {peak} a second at the peak, {tries.Max() * 10} a second in its worst tenth, {watchers * MostShareASecond:0} allowed
              memory       {before / 1e6:0} MB before, {after / 1e6:0} MB of the new one
              lost or doubled {wrong}, gave up {gaveUp}
            """));
        return held;

        void Note()
        {
            long since = Interlocked.Read(ref restarted);
            if (since != 0)
            {
                Interlocked.Increment(ref tries[Math.Min((int)(Stopwatch.GetElapsedTime(since).TotalSeconds * 10), tries.Length - 1)]);
            }
        }
    }

    internal static async Task UntilAsync(Func<bool> holds, string what, CancellationToken cancellationToken)
    {
        for (long start = Stopwatch.GetTimestamp(); !holds(); await Task.Delay(10, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(60))
            {
                throw new LossException($"The wait for watchers {what} timed out.");
            }
        }
    }
}
