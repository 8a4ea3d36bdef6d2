using System.Diagnostics;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Viewers;

/// <summary>Installs the packages of <c>Tests/js/package-lock.json</c>.</summary>
internal static class NodeModules
{
    /// <summary><c>Tests/js</c> in the source tree.</summary>
    public static string Directory { get; } = Path.Combine(Repository.Root, "Tests", "js");

    /// <summary>Installs the packages if they are missing or older than the lock file. Parallel test runs wait.</summary>
    public static async Task EnsureAsync()
    {
        // npm leaves a copy of the lock file when it has finished.
        string installed = Path.Combine(Directory, "node_modules", ".package-lock.json");
        string wanted = Path.Combine(Directory, "package-lock.json");
        await using var turn = await TakeTurnAsync();
        if (File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(wanted))
        {
            return;
        }

        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = Directory })!;
        await npm.WaitForExitAsync();
        Assert.Equal(0, npm.ExitCode);
    }

    private static async Task<FileStream> TakeTurnAsync()
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(Path.Combine(Directory, ".npm-ci.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (tries < 1200)
            {
                await Task.Delay(100);
            }
        }
    }
}
