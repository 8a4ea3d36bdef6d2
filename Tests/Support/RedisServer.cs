using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AspireStreaming.Streaming.Redis;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Support;

/// <summary>A real <c>redis-server</c> of its own: a child process on a free port, its data in a directory that goes with it.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("redis-test-").FullName;
    private readonly string[] _arguments;
    private Process? _process;

    private RedisServer(bool appendOnly, bool cluster, string[] more) => _arguments =
    [
        "--bind", "127.0.0.1", "--save", "", "--appendonly", appendOnly ? "yes" : "no", "--appendfsync", "always",
        "--dir", _directory, "--logfile", "redis.log", "--daemonize", "no", "--cluster-enabled", cluster ? "yes" : "no", .. more,
    ];

    private RedisServer() => _arguments =
        [Path.Combine(_directory, "sentinel.conf"), "--sentinel", "--bind", "127.0.0.1", "--dir", _directory, "--logfile", "redis.log"];

    public int Port { get; private set; }

    /// <param name="cluster">As the one node of a cluster, which has all slots.</param>
    /// <param name="more">Arguments as in <c>--tls-port 6380</c>.</param>
    public static async Task<RedisServer> StartAsync(bool appendOnly = false, bool cluster = false, params string[] more)
    {
        var server = new RedisServer(appendOnly, cluster, more);
        try
        {
            // Between finding a port free and redis binding it somebody else may take it: then the next one.
            for (int tries = 0; tries < 20; tries++)
            {
                server.Port = FreePort();
                if (await server.TryLaunchAsync())
                {
                    if (cluster)
                    {
                        await server.SendAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
                        await Logs.EventuallyAsync(
                            async () => (await server.SendAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal), "the cluster is not ready");
                    }

                    return server;
                }
            }

            throw new InvalidOperationException($"redis-server didn't start in 20 tries: {server.ReadLog()}");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A Sentinel that watches one master, and promotes a replica a second after the master is gone.</summary>
    public static async Task<RedisServer> StartSentinelAsync(string name, int masterPort)
    {
        var sentinel = new RedisServer();
        await File.WriteAllTextAsync(sentinel._arguments[0], $"""
            sentinel monitor {name} 127.0.0.1 {masterPort} 1
            sentinel down-after-milliseconds {name} 1000
            sentinel failover-timeout {name} 5000
            """);
        sentinel.Port = FreePort();
        return await sentinel.TryLaunchAsync() ? sentinel : throw new InvalidOperationException($"The sentinel didn't start: {sentinel.ReadLog()}");
    }

    /// <summary>As the product connects, and quick to come back.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectAsync($"127.0.0.1:{Port}");

    public static async Task<ConnectionMultiplexer> ConnectAsync(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        RedisConnection.Configure(options);
        options.ReconnectRetryPolicy = new LinearRetry(200);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    public Task<string> SendAsync(params string[] command) => RedisWire.SendAsync(Port, command);

    /// <summary>Ends in good order: what it acknowledged is on disk if it keeps any.</summary>
    public async Task StopAsync()
    {
        Signal("TERM");
        await ExitedAsync();
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await ExitedAsync();
    }

    /// <summary>Hangs until <see cref="Resume"/>: connections stay open and nobody answers.</summary>
    public void Suspend() => Signal("STOP");

    public void Resume() => Signal("CONT");

    /// <summary>Starts again, on the same port and with the data that it kept.</summary>
    public async Task RestartAsync()
    {
        for (int tries = 0; tries < 50; tries++)
        {
            if (await TryLaunchAsync())
            {
                return;
            }

            await Task.Delay(100); // the port may be somebody's for a moment
        }

        throw new InvalidOperationException($"redis-server didn't come back on port {Port}: {ReadLog()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await ExitedAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task<bool> TryLaunchAsync()
    {
        var start = new ProcessStartInfo("redis-server", [.. _arguments, "--port", Port.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = _directory,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(
                "redis-server is not installed, and these tests run against a real one: install the package 'redis-server'.", e);
        }

        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(20))
        {
            if (_process.HasExited)
            {
                await ExitedAsync();
                return false;
            }

            try
            {
                // Another server might have got the port: the one that answers must be this child.
                if ((await SendAsync("INFO", "server")).Contains($"process_id:{_process.Id}\r", StringComparison.Ordinal)
                    && (await SendAsync("PING")) == "PONG")
                {
                    return true;
                }
            }
            catch (IOException)
            {
                // Not up yet, or still loading its data.
            }
        }

        await KillAsync();
        return false;
    }

    private async Task ExitedAsync()
    {
        await _process!.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private string ReadLog()
    {
        string log = Path.Combine(_directory, "redis.log");
        return File.Exists(log) ? File.ReadAllText(log) : "it wrote no log";
    }

    internal static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
