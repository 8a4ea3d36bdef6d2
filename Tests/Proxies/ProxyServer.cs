using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Proxies;

/// <summary>A proxy with the configuration file of <c>deploy/</c>, except for ports and a shorter idle time-out.</summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _output = [];
    private Process? _process;

    private ProxyServer(int port) => Url = $"http://127.0.0.1:{port}";

    public string Url { get; }

    /// <param name="kind">nginx, haproxy or caddy.</param>
    /// <param name="apis">Two.</param>
    public static async Task<ProxyServer> StartAsync(string kind, IReadOnlyList<string> apis)
    {
        int port = FreePort.Next();
        var server = new ProxyServer(port);
        try
        {
            var (program, file) = kind switch
            {
                "nginx" => ("nginx", "nginx.conf"),
                "haproxy" => ("haproxy", "haproxy.cfg"),
                _ => ("caddy", "Caddyfile"),
            };
            string path = Path.Combine(server._directory.Path, file);
            await File.WriteAllTextAsync(path, await ConfigureAsync(file, port, apis));
            Directory.CreateDirectory(Path.Combine(server._directory.Path, "tmp"));
            server.Start(program, kind switch
            {
                "nginx" => ["-p", server._directory.Path, "-c", path],
                "haproxy" => ["-f", path],
                _ => ["run", "--config", path],
            });
            for (int left = 300; !await server.AcceptsAsync(port); left--)
            {
                Assert.True(left > 0 && !server._process!.HasExited, $"{kind} does not run: {server.Output}");
                await Task.Delay(100);
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _directory.Dispose();
    }

    private string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    private static async Task<string> ConfigureAsync(string file, int port, IReadOnlyList<string> apis)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", file));
        foreach (var (there, here) in new[]
            {
                ("127.0.0.1:5080", $"127.0.0.1:{new Uri(apis[0]).Port}"),
                ("127.0.0.1:5081", $"127.0.0.1:{new Uri(apis[1]).Port}"),
                ("8080", $"{port}"),
                (" 60s", " 2s"),
            })
        {
            Assert.Contains(there, text, StringComparison.Ordinal);
            text = text.Replace(there, here, StringComparison.Ordinal);
        }

        return text;
    }

    private void Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = _directory.Path; // where Caddy stores its data
        start.Environment.Remove("XDG_CONFIG_HOME");
        start.Environment.Remove("XDG_DATA_HOME");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.Add(line.Data ?? "");
        }
    }

    private async Task<bool> AcceptsAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false; // not yet
        }
    }

    /// <summary>Servers are in system directories, which are not on every PATH.</summary>
    private static string Find(string program) =>
        new[] { "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin" }
            .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists) ?? program;
}
