using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Streaming.Redis;
using StackExchange.Redis;

namespace AspireStreaming.Bench.Processes;

/// <summary>A real <c>redis-server</c>: a child process on a free loopback port. Its data directory is removed with it.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("redis-").FullName;
    private readonly string[] _arguments;
    private ServerProcess? _process;

    private RedisServer(bool appendOnly, bool cluster, bool rewritable, string[] more)
    {
        string file = Path.Combine(_directory, "redis.conf");
        if (rewritable)
        {
            File.WriteAllText(file, "");
        }

        _arguments =
        [
            .. rewritable ? [file] : Array.Empty<string>(),
            "--bind", "127.0.0.1", "--save", "", "--appendonly", appendOnly ? "yes" : "no", "--appendfsync", "always",
            "--dir", _directory, "--logfile", "redis.log", "--daemonize", "no", "--cluster-enabled", cluster ? "yes" : "no", .. more,
        ];
    }

    private RedisServer() => _arguments =
        [Path.Combine(_directory, "sentinel.conf"), "--sentinel", "--bind", "127.0.0.1", "--dir", _directory, "--logfile", "redis.log"];

    public int Port { get; private set; }

    /// <summary>As in <c>127.0.0.1:21234</c>.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public int Pid => _process!.Pid;

    public bool IsRunning => _process is { HasExited: false };

    /// <param name="appendOnly">With an append-only file that is synced at each write.</param>
    /// <param name="cluster">As the one node of a cluster, which has all slots.</param>
    /// <param name="rewritable">With a configuration file, in which a Sentinel notes whom the server follows.</param>
    /// <param name="more">Arguments as in <c>--tls-port 6380</c>; they take precedence.</param>
    public static async Task<RedisServer> StartAsync(bool appendOnly = false, bool cluster = false, bool rewritable = false, params string[] more)
    {
        var server = new RedisServer(appendOnly, cluster, rewritable, more);
        try
        {
            // Another process may take a free port before redis does: then the next port.
            for (int tries = 0; tries < 20; tries++)
            {
                server.Port = FreePort.Next();
                if (await server.TryLaunchAsync())
                {
                    if (cluster)
                    {
                        await server.SendAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
                        while (!(await server.SendAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal))
                        {
                            await Task.Delay(20);
                        }
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

    /// <summary>Starts a replica of this server, and waits until it follows.</summary>
    public async Task<RedisServer> StartReplicaAsync()
    {
        var replica = await StartAsync(more: ["--replicaof", "127.0.0.1", $"{Port}"]);
        while (!await replica.FollowsAsync())
        {
            await Task.Delay(20);
        }

        return replica;
    }

    /// <summary>Whether it is a replica whose connection to its master stands.</summary>
    public async Task<bool> FollowsAsync() => (await SendAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal);

    /// <summary>A Sentinel that watches one master, and promotes a replica 1.5 s after the master is gone.</summary>
    /// <param name="quorum">How many Sentinels must find the master gone.</param>
    public static async Task<RedisServer> StartSentinelAsync(string name, int masterPort, int quorum = 1)
    {
        var sentinel = new RedisServer();
        await File.WriteAllTextAsync(sentinel._arguments[0], $"""
            sentinel monitor {name} 127.0.0.1 {masterPort} {quorum}
            sentinel down-after-milliseconds {name} 1500
            sentinel failover-timeout {name} 5000
            """);
        sentinel.Port = FreePort.Next();
        return await sentinel.TryLaunchAsync() ? sentinel : throw new InvalidOperationException($"The sentinel didn't start: {sentinel.ReadLog()}");
    }

    /// <summary>The product's connection settings, with a fast reconnect.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectAsync(ConnectionString);

    public static async Task<ConnectionMultiplexer> ConnectAsync(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        RedisConnection.Configure(options);
        options.ReconnectRetryPolicy = new LinearRetry(200);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <inheritdoc cref="RedisDirect.AskAsync"/>
    public Task<string> SendAsync(params string[] command) => RedisDirect.AskAsync(Port, command);

    /// <summary>SIGTERM: what the server acknowledged is on disk if the server keeps data.</summary>
    public Task StopAsync() => _process!.StopAsync();

    /// <summary><c>kill -9</c>.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Hangs until <see cref="Resume"/>: connections stay open without answers.</summary>
    public void Pause() => _process!.Pause();

    public void Resume() => _process!.Resume();

    /// <summary>Starts again, on the same port and with the stored data.</summary>
    public async Task RestartAsync()
    {
        for (int tries = 0; tries < 50; tries++)
        {
            if (await TryLaunchAsync())
            {
                return;
            }

            await Task.Delay(100); // another process may have the port for a moment
        }

        throw new InvalidOperationException($"redis-server didn't come back on port {Port}: {ReadLog()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.KillAsync();
            await _process.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task<bool> TryLaunchAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _process = new ServerProcess("redis-server", [.. _arguments, "--port", Port.ToString(CultureInfo.InvariantCulture)]);
        try
        {
            _process.Start();
        }
        catch (Win32Exception e)
        {
            _process = null;
            throw new InvalidOperationException("redis-server is not installed: install the package 'redis-server'.", e);
        }

        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartTimeout && !_process.HasExited; await Task.Delay(20))
        {
            try
            {
                // Another server may have got the port: the one that answers must be this child.
                if ((await SendAsync("INFO", "server")).Contains($"process_id:{Pid}\r", StringComparison.Ordinal) && await SendAsync("PING") == "PONG")
                {
                    return true;
                }
            }
            catch (IOException)
            {
                // It does not listen yet, or still loads its data.
            }
        }

        await _process.KillAsync();
        return false;
    }

    private string ReadLog()
    {
        string log = Path.Combine(_directory, "redis.log");
        return File.Exists(log) ? File.ReadAllText(log) : "it wrote no log";
    }
}
