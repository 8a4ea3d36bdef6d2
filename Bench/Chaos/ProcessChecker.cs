using System.Diagnostics;
using System.Globalization;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Chaos;

/// <summary>Checks a process after the run: it must not hold much more memory or many more descriptors than at its start.</summary>
internal static class ProcessChecker
{
    /// <summary>Allowed growth of memory: the runtime gives memory back late.</summary>
    private const int MostGrowthMegabytes = 250;

    /// <summary>Allowed additional descriptors: Redis, telemetry, the checker itself.</summary>
    private const int MostMoreDescriptors = 50;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(90);

    /// <param name="before">The footprint after the start, before the first job.</param>
    public static IEnumerable<string> Check(RunningProcess process, Footprint before)
    {
        var now = Measure(process);
        if (now.Megabytes > before.Megabytes + MostGrowthMegabytes)
        {
            yield return $"{process.Name} has {now.Megabytes} MB, and had {before.Megabytes} MB at the start";
        }

        if (now.Descriptors > before.Descriptors + MostMoreDescriptors)
        {
            yield return $"{process.Name} has {now.Descriptors} files and sockets open, and had {before.Descriptors} at the start";
        }
    }

    /// <summary>Waits until idle keep-alive connections are closed, at most as long as servers keep theirs.</summary>
    public static async Task SettleAsync(IReadOnlyDictionary<RunningProcess, Footprint> before, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (before.Any(p => Measure(p.Key).Descriptors > p.Value.Descriptors + MostMoreDescriptors) && Stopwatch.GetElapsedTime(start) < KeepAlive)
        {
            await Task.Delay(500, cancellationToken);
        }
    }

    public static Footprint Measure(RunningProcess process)
    {
        string status = $"/proc/{process.Pid}/status";
        string descriptors = $"/proc/{process.Pid}/fd";
        return new Footprint(
            File.Exists(status) && File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
                ? int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
                : 0,
            Directory.Exists(descriptors) ? Directory.GetFiles(descriptors).Length : 0);
    }
}

/// <summary>The resources that a process uses.</summary>
/// <param name="Megabytes">Resident memory; 0 if the system doesn't report it.</param>
/// <param name="Descriptors">Open files and sockets; 0 if the system doesn't report them.</param>
internal readonly record struct Footprint(int Megabytes, int Descriptors);
