using System.Globalization;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Peers;

/// <summary>Hangfire over Redis, with progress by SignalR. A start has no key, so a repeated one is another job; progress is not kept.</summary>
internal sealed class HangfirePeer : JobPeer
{
    public override string Name => "hangfire";

    protected override string StartPath => "/jobs";

    public override Task<long> EndedAsync(RedisDirect redis, long started) => CompletedAsync(redis);

    public override async Task<long> CompletedAsync(RedisDirect redis) =>
        RedisDirect.Text(await redis.SendAsync("GET", "{hangfire}:stats:succeeded")) is { Length: > 0 } count ? long.Parse(count, CultureInfo.InvariantCulture) : 0;

    protected override Task StartAsync(int port, int redis, CancellationToken cancellationToken)
    {
        string program = Packages.NeedDotNet(Path.Combine(AppContext.BaseDirectory, "Servers"), "hangfire");
        var settings = new Dictionary<string, string> { ["REDIS"] = $"127.0.0.1:{redis}", ["DOTNET_gcServer"] = "1" };
        StartServer(Executable.DotNet, ["exec", program], new Dictionary<string, string>(settings) { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}" });
        StartServer(Executable.DotNet, ["exec", program],
            new Dictionary<string, string>(settings) { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}", ["SLOTS"] = $"{Slots}" });
        return Task.CompletedTask;
    }
}
