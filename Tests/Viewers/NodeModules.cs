using System.Diagnostics;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Viewers;

/// <summary>Installs the packages of a lock file.</summary>
internal static class NodeModules
{
    /// <summary><c>Tests/js</c> in the source tree.</summary>
    public static string Directory { get; } = Path.Combine(Repository.Root, "Tests", "js");

    /// <summary>Installs the packages if they are missing or older than their lock file. Parallel test runs wait.</summary>
    /// <param name="directory">Where the lock file is; null for <see cref="Directory"/>.</param>
    public static async Task EnsureAsync(string? directory = null)
    {
        directory ??= Directory;

        // npm leaves a copy of the lock file when it has finished.
        string installed = Path.Combine(directory, "node_modules", ".package-lock.json");
        string wanted = Path.Combine(directory, "package-lock.json");
        await using var turn = await TakeTurnAsync();
        if (File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(wanted))
        {
            return;
        }

        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = directory })!;
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
