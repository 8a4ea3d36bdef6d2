using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Peers;

/// <summary>Nchan, the nginx module (Debian: <c>libnginx-mod-nchan</c>), in memory or over Redis.</summary>
internal sealed class NchanPeer(int workers, bool redis) : HttpPeer
{
    private DirectoryInfo? _directory;

    public override string Name => redis ? "nchan-redis" : $"nchan-{workers}w";

    public override string Family => "nchan";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Packages.Need(("/usr/lib/nginx/modules/ngx_nchan_module.so", "libnginx-mod-nchan"));
        int port = FreePort.Next();
        _directory = Directory.CreateTempSubdirectory("bench-nchan-");
        string store = redis ? $"nchan_use_redis on; nchan_redis_url redis://127.0.0.1:{await StartRedisAsync(cancellationToken)};" : "";
        string configuration = Path.Combine(_directory.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
            user root;
            daemon off;
            worker_processes {{workers}};
            worker_rlimit_nofile 20000;
            pid {{_directory.FullName}}/nginx.pid;
            error_log stderr warn;
            events { worker_connections 15000; }
            http {
                access_log off;
                client_body_temp_path {{_directory.FullName}};
                keepalive_requests 1000000000;
                nchan_shared_memory_size 1G;
                server {
                    listen 127.0.0.1:{{port}} backlog=16384;
                    location ~ ^/pub/(\w+)$ {
                        nchan_publisher;
                        nchan_channel_id $1;
                        nchan_message_buffer_length 20000;
                        nchan_message_timeout 1h;
                        {{store}}
                    }
                    location ~ ^/sub/(\w+)$ {
                        nchan_subscriber eventsource;
                        nchan_channel_id $1;
                        nchan_subscriber_first_message oldest;
                        nchan_eventsource_ping_interval 15;
                        {{store}}
                    }
                }
            }
            """, cancellationToken);
        StartServer("/usr/sbin/nginx", ["-c", configuration, "-p", _directory.FullName]);
        await WaitForPortAsync(port, cancellationToken);
        Nodes = [Local(port)];
        await WaitForStoreAsync(port, cancellationToken);
    }

    /// <summary>Nchan answers 503 until it is connected to Redis.</summary>
    private static async Task WaitForStoreAsync(int port, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        for (int tries = 0; tries < 200; tries++)
        {
            using var answer = await http.PostAsync($"http://127.0.0.1:{port}/pub/ready", new StringContent("ready"), cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(50, cancellationToken);
        }

        throw new InvalidOperationException("Nchan did not connect to Redis in 10 s.");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory?.Delete(recursive: true);
    }
}
