using System.Diagnostics;
using System.Globalization;
using AspireStreaming.AppHost.Local;

namespace AspireStreaming.Bench.Chaos;

/// <summary>What a process must be like once all is over: alive since we last started it, and no larger than it has to be.</summary>
internal static class ProcessChecker
{
    /// <summary>Beyond what it was: the runtime gives memory back late.</summary>
    private const int MostGrowthMegabytes = 250;

    private const int MostDescriptors = 300;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(90);

    /// <param name="before">Megabytes when it was started and had not yet worked.</param>
    /// <param name="starts">How often it has been started by us.</param>
    public static IEnumerable<string> Check(ChildProcess process, int before, int starts)
    {
        if (process.Starts != starts)
        {
            yield return $"{process.Name} ended by itself: it was started {process.Starts} times, {starts} of them by us; its last exit code is {process.ExitCode}";
        }

        if (Megabytes(process) is var now && now > before + MostGrowthMegabytes)
        {
            yield return $"{process.Name} has {now} MB, and had {before} MB at the start";
        }

        if (Descriptors(process) is > MostDescriptors and var open)
        {
            yield return $"{process.Name} has {open} files and sockets open";
        }
    }

    /// <summary>Waits until the connections are closed that clients keep for their next request, as long as servers keep theirs.</summary>
    public static async Task SettleAsync(IEnumerable<ChildProcess> processes, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (processes.Any(p => Descriptors(p) > MostDescriptors) && Stopwatch.GetElapsedTime(start) < KeepAlive)
        {
            await Task.Delay(500, cancellationToken);
        }
    }

    private static int Descriptors(ChildProcess process) =>
        Directory.Exists($"/proc/{process.Pid}/fd") ? Directory.GetFiles($"/proc/{process.Pid}/fd").Length : 0;

    /// <summary>Resident memory; 0 where the system doesn't tell.</summary>
    public static int Megabytes(ChildProcess process)
    {
        string status = $"/proc/{process.Pid}/status";
        return File.Exists(status) && File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
            ? int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
            : 0;
    }
}
