using System.Diagnostics;
using AspireStreaming.Bench.Processes;

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
        if (IsOlder(Path.Combine(directory, "node_modules", ".package-lock.json"), Path.Combine(directory, "package-lock.json")))
        {
            Run("npm", directory, ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]);
        }
    }

    /// <summary>A program in one file that names its NuGet packages.</summary>
    /// <returns>The built program, for <c>dotnet exec</c>.</returns>
    public static string NeedDotNet(string directory, string name)
    {
        string source = Path.Combine(directory, $"{name}.cs");
        string output = Path.Combine(directory, "bin", name);
        string program = Path.Combine(output, $"{name}.dll");
        if (IsOlder(program, source))
        {
            Run(Executable.DotNet, directory, ["build", "-c", "Release", source, "-o", output]);
            File.SetLastWriteTimeUtc(program, DateTime.UtcNow); // also when only a comment was changed
        }

        return program;
    }

    /// <summary>True also when the made file does not exist.</summary>
    private static bool IsOlder(string made, string source) => File.GetLastWriteTimeUtc(made) < File.GetLastWriteTimeUtc(source);

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
