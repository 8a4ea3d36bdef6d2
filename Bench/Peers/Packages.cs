using System.Diagnostics;

namespace AspireStreaming.Bench.Peers;

/// <summary>Installs the packages that a peer needs and this machine does not have.</summary>
internal static class Packages
{
    /// <param name="needs">A file that the Debian package brings, and its name.</param>
    public static void Need(params (string File, string Package)[] needs)
    {
        string[] missing = [.. needs.Where(n => !File.Exists(n.File)).Select(n => n.Package)];
        if (missing.Length > 0)
        {
            Run("apt-get", "/", ["update", "-q"]);
            Run("apt-get", "/", ["install", "-q", "-y", "--no-install-recommends", .. missing]);
        }
    }

    /// <summary>The npm packages of a folder. "ci" would require the optional packages of all platforms; the lock file has those of one.</summary>
    public static void NeedNode(string directory)
    {
        if (!Directory.Exists(Path.Combine(directory, "node_modules")))
        {
            Run("npm", directory, ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]);
        }
    }

    private static void Run(string command, string directory, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, UseShellExecute = false })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
        }
    }
}
