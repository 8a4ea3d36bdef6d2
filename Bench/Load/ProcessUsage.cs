using System.Globalization;

namespace AspireStreaming.Bench.Load;

/// <summary>What processes and all their children have used, from <c>/proc</c>.</summary>
internal static class ProcessUsage
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on all platforms of Linux

    public static TimeSpan Cpu(IEnumerable<int> roots) =>
        TimeSpan.FromSeconds(Tree(roots).Sum(pid => Fields(pid) is { } f ? long.Parse(f[11], CultureInfo.InvariantCulture) + long.Parse(f[12], CultureInfo.InvariantCulture) : 0) / TicksPerSecond);

    /// <summary>Private memory plus a share of the memory that is shared with other processes, in bytes.</summary>
    public static long Memory(IEnumerable<int> roots) => Tree(roots).Sum(pid =>
    {
        try
        {
            string line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    });

    private static List<int> Tree(IEnumerable<int> roots)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int pid) ? pid : 0)
            .Where(pid => pid > 0)
            .Select(pid => (Pid: pid, Parent: Fields(pid) is { } f ? int.Parse(f[1], CultureInfo.InvariantCulture) : 0))
            .ToLookup(p => p.Parent, p => p.Pid);
        var tree = new List<int>(roots);
        for (int i = 0; i < tree.Count; i++)
        {
            tree.AddRange(parents[tree[i]].Except(tree));
        }

        return tree;
    }

    /// <summary>The fields of <c>stat</c> from the third: <c>S 1 …</c>; the second is a name in brackets with any characters.</summary>
    private static string[]? Fields(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
