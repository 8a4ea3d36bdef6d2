using System.Diagnostics;
using System.Globalization;

namespace AspireStreaming.Bench.Processes;

/// <summary>
/// The directory of our Redis, held by one host at a time: two servers appending to one file would destroy it.
/// A server left over from a host that was killed is stopped when the directory is taken.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    public string PidFile => System.IO.Path.Combine(Path, "redis.pid");

    /// <exception cref="LocalHostException">Another host uses it, or it can't be written.</exception>
    public static async Task<DataDirectory> TakeAsync(string path, LogOutput log, CancellationToken cancellationToken)
    {
        path = System.IO.Path.GetFullPath(path);
        FileStream held;
        try
        {
            Directory.CreateDirectory(path);
            held = new FileStream(
                System.IO.Path.Combine(path, "apphost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new LocalHostException($"the data directory {path} can't be written: {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new LocalHostException(
                $"the data directory {path} can't be used, perhaps because another AppHost runs on it; "
                + $"stop that one or set DATA_DIR to another directory ({error.Message})", error);
        }

        var directory = new DataDirectory(path, held);
        try
        {
            await directory.StopLeftOverAsync(log, cancellationToken);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Releases it. The lock also ends with the process, however that ends.</summary>
    public void Dispose() => _lock.Dispose();

    private async Task StopLeftOverAsync(LogOutput log, CancellationToken cancellationToken)
    {
        if (!File.Exists(PidFile)
            || !int.TryParse(await File.ReadAllTextAsync(PidFile, cancellationToken), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var pid))
            return;

        Process server;
        try
        {
            server = Process.GetProcessById(pid);
        }
        catch (ArgumentException)
        {
            return; // it is gone: the usual case
        }

        using (server)
        {
            if (!IsOurs(server))
                return;
            log.Say($"stopping redis pid {pid}, left over from an AppHost that was killed");
            UnixSignal.Send(pid, UnixSignal.Terminate);
            // Not WaitForExit: where nobody reaps orphans, an ended process stays in the list for ever.
            for (var waited = Stopwatch.StartNew(); IsOurs(server); await Task.Delay(50, cancellationToken))
            {
                if (waited.Elapsed > StopTimeout)
                    throw new LocalHostException($"redis pid {pid} in {Path} does not stop; stop it by hand");
            }
        }
    }

    // A pid file outlives its process, and the number may be another process's by now.
    private bool IsOurs(Process process)
    {
        try
        {
            // It renames itself: "redis-server 127.0.0.1:21234".
            if (process.HasExited || process.ProcessName.Split(' ')[0] is not ("redis-server" or "valkey-server"))
                return false;
            // redis changes into its data directory
            return !OperatingSystem.IsLinux() || new DirectoryInfo($"/proc/{process.Id}/cwd").LinkTarget == Path;
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return false; // it ended meanwhile, or is another user's
        }
    }}
