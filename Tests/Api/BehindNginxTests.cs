using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>A proxy with its default settings: buffering on, compression on.</summary>
[Collection(SharedSystem.Name)]
public sealed class BehindNginxTests(RunningSystem system) : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = FreePort.Next();
    private Process _nginx = null!;

    public async Task InitializeAsync()
    {
        string config = Path.Combine(_directory.Path, "nginx.conf");
        await File.WriteAllTextAsync(config, $$"""
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            error_log stderr;
            events { worker_connections 256; }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              gzip on; gzip_types *; gzip_min_length 0; gzip_proxied any;
              proxy_buffering on;
              server { listen 127.0.0.1:{{_port}}; location / { proxy_pass {{system.App.ApiUrls[0]}}; } }
            }
            """);
        _nginx = Process.Start(new ProcessStartInfo(Program(), ["-p", _directory.Path, "-c", config]) { UseShellExecute = false })!;
        for (int left = 300; !await AcceptsAsync(); left--)
        {
            Assert.True(left > 0 && !_nginx.HasExited, "nginx does not run");
            await Task.Delay(100);
        }
    }

    public async Task DisposeAsync()
    {
        _nginx.Kill(entireProcessTree: true);
        await _nginx.WaitForExitAsync();
        _nginx.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task TheStreamIsLive()
    {
        using var proxy = new JobClient($"http://127.0.0.1:{_port}");
        var id = await proxy.StartAsync(Work.Endless.Request);
        using var stream = await proxy.WatchAsync(id);

        // The job does not end by itself, so the proxy cannot hold events back until the end.
        var events = await stream.EventsAsync(Work.IsHashing);
        for (int beats = 0; beats < 3;)
        {
            beats += (await stream.NextAsync())!.Name == EventTypes.Heartbeat ? 1 : 0;
        }

        await proxy.PostAsync($"/api/jobs/{id}/cancel");
        events.AddRange(await stream.EventsAsync());
        WholeLog.Check(events);
        WholeLog.Same(events, await system.Apis[1].ReadAsync(id));
    }

    private async Task<bool> AcceptsAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false; // not yet
        }
    }

    /// <summary>The program is in a system directory, which is not on every PATH.</summary>
    private static string Program() =>
        new[] { "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx" }.FirstOrDefault(File.Exists) ?? "nginx";
}
