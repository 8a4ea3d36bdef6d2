using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Peers;

/// <summary>This system as it is deployed, an Api and a Worker, with a pipeline of the bench.</summary>
/// <param name="replica">Redis has a replica.</param>
/// <param name="confirmed">The replica has each start, finished part and end before it counts (<c>Streaming:ReplicasToWait</c>).</param>
internal sealed class AspireJobsPeer(bool replica = false, bool confirmed = false) : JobPeer
{
    /// <summary>Queued, running, the step's start, its progress and its end, completed, done.</summary>
    private const int EventsOfAJob = 6 + Updates;

    public override string Name => confirmed ? "aspire-jobs-confirmed" : replica ? "aspire-jobs-replica" : "aspire-jobs";

    public override string Family => replica ? Name : "aspire";

    protected override string StartPath => $"/api/jobs/{BenchPipeline.Name}";

    public override async Task<long> EndedAsync(RedisDirect redis, long started) => started - await redis.NumberAsync("ZCARD", "jobs:active");

    public override async Task<long> CompletedAsync(RedisDirect redis)
    {
        long completed = 0;
        foreach (string id in await redis.TextsAsync("ZRANGE", "jobs:recent", "0", "-1"))
        {
            var job = await redis.TextsAsync("HMGET", $"job:{{{id}}}", "status", "seq");
            long events = await redis.NumberAsync("XLEN", $"job:{{{id}}}:events");
            completed += job is ["completed", var seq] && seq == $"{events}" && events == EventsOfAJob ? 1 : 0;
        }

        return completed;
    }

    protected override async Task StartAsync(int port, int redis, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>(ApiEnvironment.Variables)
        {
            ["ConnectionStrings__redis"] = $"127.0.0.1:{redis}",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Streaming__ReplicasToWait"] = confirmed ? "1" : "0",
        };
        if (replica)
        {
            await StartRedisAsync(cancellationToken, redis);
        }

        StartServer(Executable.DotNet, ["exec", Path.Combine(AppContext.BaseDirectory, "Bench.dll"), "worker"],
            new Dictionary<string, string>(settings) { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}", ["Worker__Concurrency"] = $"{Slots}" });
        using var direct = new RedisDirect(redis);
        while (await direct.NumberAsync("HEXISTS", "pipelines", BenchPipeline.Name) == 0)
        {
            await Task.Delay(50, cancellationToken);
        }

        StartServer(Executable.DotNet, ["exec", Path.Combine(AppContext.BaseDirectory, "Api.dll")],
            new Dictionary<string, string>(settings) { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}" });
    }
}
