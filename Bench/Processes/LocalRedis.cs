using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Bench.Processes;

/// <summary>
/// A Redis of our own: <c>redis-server</c> or <c>valkey-server</c> as a child on a free loopback port, with an
/// append-only file, so that jobs outlive restarts.
/// </summary>
public sealed class LocalRedis : IAsyncDisposable
{
    // The server is not ours to teach about parents, so a shell watches the pipe that ends with us, kill -9 included.
    private const string EndWithParent =
        """exec 3<&0; (read -r _ <&3; kill -TERM $$) >/dev/null 2>&1 & exec "$@" </dev/null 3<&-""";

    private const int StartAttempts = 5;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    private readonly DataDirectory _directory;
    private readonly int _port;

    private LocalRedis(DataDirectory directory, ChildProcess process, int port) =>
        (_directory, Process, _port) = (directory, process, port);

    /// <summary>Full path of the server program, or null when this machine has none.</summary>
    public static string? Server => Executable.Find("redis-server", "valkey-server");

    public ChildProcess Process { get; }

    /// <summary>E.g. <c>127.0.0.1:21234</c>; the same after every restart.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Ends when the server has loaded its data and answers.</summary>
    /// <exception cref="LocalHostException">There is no server program, it does not run, or the data directory is in use.</exception>
    public static async Task<LocalRedis> StartAsync(string dataDirectory, LogOutput log, TimeSpan stopTimeout, CancellationToken cancellationToken)
    {
        var server = Server ?? throw new LocalHostException("neither redis-server nor valkey-server is on the PATH");
        var directory = await DataDirectory.TakeAsync(dataDirectory, log, cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var redis = Create(server, directory, log, stopTimeout);
                redis.Process.Restart = false; // while the port is not proven to be ours
                redis.Process.Start();
                if (await redis.IsReadyAsync(cancellationToken))
                {
                    redis.Process.Restart = true;
                    return redis;
                }

                await redis.Process.DisposeAsync();
                if (attempt == StartAttempts || !redis.Process.Output.Any(line => line.Contains("Address already in use", StringComparison.Ordinal)))
                    throw new LocalHostException($"{server} does not run: {string.Join(" / ", redis.Process.Output.TakeLast(3))}");
            }
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server as an operator would, its data kept, until <see cref="StartAsync(CancellationToken)"/>.</summary>
    public Task StopAsync() => Process.StopAsync();

    /// <summary>Starts it again after <see cref="StopAsync"/> and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Process.Start();
        await WaitReadyAsync(cancellationToken);
    }

    /// <summary>Waits until it answers, however often it is started meanwhile.</summary>
    public async Task WaitReadyAsync(CancellationToken cancellationToken)
    {
        while (!await ProbeAsync(cancellationToken))
            await Task.Delay(50, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _directory.Dispose();
    }

    private static LocalRedis Create(string server, DataDirectory directory, LogOutput log, TimeSpan stopTimeout)
    {
        var port = FreePort.Next();
        string[] command =
        [
            server,
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1",
            "--dir", directory.Path, "--pidfile", directory.PidFile,
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
            "--maxmemory-policy", "noeviction", // a log that loses keys is none
            "--loglevel", "warning",
        ];
        var process = OperatingSystem.IsWindows()
            ? new ChildProcess("redis", null, server, command[1..], new Dictionary<string, string>(), log, stopTimeout)
            : new ChildProcess("redis", null, "/bin/sh", ["-c", EndWithParent, "sh", .. command], new Dictionary<string, string>(), log, stopTimeout);
        return new LocalRedis(directory, process, port);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        while (Process.IsRunning)
        {
            if (await ProbeAsync(cancellationToken))
                return true;
            await Task.Delay(20, cancellationToken);
        }

        return false;
    }

    // Whether the server on our port is our process, not one that took the port, and has loaded its data.
    private async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ProbeTimeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port, timeout.Token);
            await using var stream = client.GetStream();
            await stream.WriteAsync("INFO server\r\nINFO persistence\r\nQUIT\r\n"u8.ToArray(), timeout.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            var info = await reader.ReadToEndAsync(timeout.Token);
            return info.Contains($"process_id:{Process.Pid}\r\n", StringComparison.Ordinal)
                && info.Contains("\nloading:0\r\n", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false; // not listening yet
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false; // too busy to answer
        }
    }
}
