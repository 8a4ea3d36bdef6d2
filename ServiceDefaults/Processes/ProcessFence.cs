namespace AspireStreaming.ServiceDefaults.Processes;

/// <summary>What the kernel lets this user keep away from a process: the network, and the other processes.</summary>
/// <param name="Command">The program that is started in the fence comes after it.</param>
/// <param name="Missing">What the fence does not keep away, for the log.</param>
public sealed record ProcessFence(string[] Command, string[] Missing)
{
    private const string SeesNetwork = "that can reach the network: 'unshare --net' is missing or not allowed here";
    private const string SeesProcesses = "that can see and signal the processes of this user: 'unshare --pid --mount-proc' is missing or not allowed here";
    private const string Unlimited = "without limits of processor time, memory and files: this system has none";

    private static readonly string[][] Users = [[], ["--user", "--map-current-user"]];

    // The shell is process 1 of the namespace, which would ignore most signals; it reports the signal that ended its child.
    private static readonly string[] Pids = ["--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-c", "\"$@\"; exit $?", "sh"];

    public static async Task<ProcessFence> FindAsync()
    {
        if (OperatingSystem.IsWindows())
            return new([], [Unlimited, SeesNetwork, SeesProcesses]);
        // A process that leads a session leads a group, which is killed as one.
        string[] session = await WorksAsync(["setsid"]) ? ["setsid"] : [];
        foreach (string[] user in Users)
        {
            if (await WorksAsync(["unshare", .. user, "--net", .. Pids]))
                return new([.. session, "unshare", .. user, "--net", .. Pids], []);
        }
        foreach (string[] user in Users)
        {
            if (await WorksAsync(["unshare", .. user, "--net"]))
                return new([.. session, "unshare", .. user, "--net"], [SeesProcesses]);
        }
        return new(session, [SeesNetwork, SeesProcesses]);
    }

    private static async Task<bool> WorksAsync(string[] command)
    {
        try
        {
            return (await BoundedProcess.RunAsync(command[0], [.. command[1..], "true"], default, new ProcessLimits(1, 1 << 30, 0), CancellationToken.None)).ExitCode == 0;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
