using System.Diagnostics;
using System.Globalization;

namespace AspireStreaming.Hosting;

/// <summary>
/// The data directory of a Redis server, held by one AppHost at a time: two servers that append to one file destroy it.
/// The lock ends when the process ends, for any reason.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly string _path;
    private readonly FileStream _held;

    /// <summary>Takes the directory.</summary>
    /// <exception cref="DistributedApplicationException">Another AppHost uses it, or it can't be written.</exception>
    public DataDirectoryLock(string path)
    {
        _path = path;
        try
        {
            Directory.CreateDirectory(path);
            _held = new FileStream(Path.Combine(path, "apphost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new DistributedApplicationException($"the data directory {path} can't be written: {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new DistributedApplicationException(
                $"the data directory {path} can't be used, perhaps because another AppHost runs on it; "
                + $"stop that one or set DATA_DIR to another directory ({error.Message})", error);
        }
    }

    /// <summary>Where a server in the directory writes its process id.</summary>
    public static string PidFile(string path) => Path.Combine(path, "redis.pid");

    public void Dispose() => _held.Dispose();

    /// <summary>Stops the server that a killed AppHost left in the directory.</summary>
    public async Task StopLeftOverAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(PidFile(_path))
            || !int.TryParse(await File.ReadAllTextAsync(PidFile(_path), cancellationToken), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int pid))
        {
            return;
        }

        Process server;
        try
        {
            server = Process.GetProcessById(pid);
        }
        catch (ArgumentException)
        {
            return; // it has ended: the usual case
        }

        using (server)
        {
            if (!IsOurs(server))
            {
                return;
            }

            // SIGTERM: the server writes its append-only file first.
            using (var kill = Process.Start("kill", ["-TERM", pid.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync(cancellationToken);
            }

            // WaitForExit does not help: a process that nothing reaps stays in the list after its end.
            for (var waited = Stopwatch.StartNew(); IsOurs(server); await Task.Delay(50, cancellationToken))
            {
                if (waited.Elapsed > StopTimeout)
                {
                    throw new DistributedApplicationException($"redis pid {pid} in {_path} does not stop; stop it by hand");
                }
            }
        }
    }

    // A pid file remains after its process ends, and another process may have the number by now.
    private bool IsOurs(Process process)
    {
        try
        {
            // The server renames itself: "redis-server 127.0.0.1:21234". It changes into its data directory.
            return OperatingSystem.IsLinux() && !process.HasExited
                && process.ProcessName.Split(' ')[0] is "redis-server" or "valkey-server"
                && new DirectoryInfo($"/proc/{process.Id}/cwd").LinkTarget == _path;
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return false; // it ended meanwhile, or is another user's
        }
    }
}
